/* Types and constants only: the functions are looked up in the library when a port of ALSA is wanted. */
#include <alsa/asoundlib.h>
