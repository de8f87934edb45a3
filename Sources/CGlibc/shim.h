/*
 * What Swift's module of the C library leaves out.
 *
 * No header is included: what it brings along would belong to this module in a static build.
 */
#pragma once

/* <spawn.h> of glibc 2.34, for programs that define _GNU_SOURCE; `actions` is a posix_spawn_file_actions_t. */
int posix_spawn_file_actions_addchdir_np(void *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(void *actions, int from);

/* <fcntl.h>, for programs that define _GNU_SOURCE; zero bytes mean all from `start` on. */
int sync_file_range(int file, long long start, long long bytes, unsigned int flags);
enum { begin_write = 2 };
