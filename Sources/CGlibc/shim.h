/*
 * What Swift's module of the C library leaves out.
 *
 * No header is included: what it brings along would belong to this module in a static build.
 */
#pragma once

/* <spawn.h> of glibc 2.34, for programs that define _GNU_SOURCE; `actions` is a posix_spawn_file_actions_t. */
int posix_spawn_file_actions_addchdir_np(void *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(void *actions, int from);

/* <malloc.h>, with the numbers that it has for its parameters. */
int mallopt(int parameter, int value);
enum { heap_trim_threshold = -1, heap_top_pad = -2, heap_mmap_threshold = -3 };

/* <linux/mman.h>, advice that systems before 5.14 refuse. */
enum { populate_write = 23 };

/* <sched.h> and <pthread.h>, for programs that define _GNU_SOURCE; `set` is a cpu_set_t of so many bytes. */
int sched_getcpu(void);
int sched_getaffinity(int thread, unsigned long size, void *set);
int sched_setaffinity(int thread, unsigned long size, const void *set);
int pthread_attr_setaffinity_np(void *attributes, unsigned long size, const void *set);

/* <fcntl.h>, for programs that define _GNU_SOURCE; zero bytes mean all from `start` on. */
int sync_file_range(int file, long long start, long long bytes, unsigned int flags);
enum { begin_write = 2 };

/* Of the linker: where variables without a first value begin and end. */
extern char __bss_start, _end;
static inline const void *bss_start(void) { return &__bss_start; }
static inline const void *bss_end(void) { return &_end; }
