/*
 * What <spawn.h> of glibc 2.34 declares for programs that define _GNU_SOURCE, which Swift's do not.
 *
 * No header is included: what it brings along would belong to this module in a static build. `actions` is a
 * posix_spawn_file_actions_t.
 */
#pragma once

int posix_spawn_file_actions_addchdir_np(void *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(void *actions, int from);
