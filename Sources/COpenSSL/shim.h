// The functions of one algorithm each: they need no provider to be loaded, which takes longer than to hash 288 messages,
// and a program that links them statically carries nothing else of the library. Still there and maintained in OpenSSL 3.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
