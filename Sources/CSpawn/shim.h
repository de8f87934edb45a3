/* What <spawn.h> of glibc 2.34 declares for programs that define _GNU_SOURCE, which Swift's do not. */
#pragma once
#include <spawn.h>

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
