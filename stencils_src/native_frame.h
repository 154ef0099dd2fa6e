/* The native frame of one activation, seen from its base pointer: what the entry shim and the
 * call templates build, what spilling stencils and the unwind description rely on.
 *
 *   x86-64: downwards
 *   +8   where the caller goes on  -8 .. -40   the C caller's registers (entry shim only)
 *    0   its base pointer          -48 - 8*n   home of register n: r0..r7 are 0..7, d0..d7 8..15
 *
 *   AArch64: upwards
 *    0   the caller's base pointer +16 .. +152 the C caller's registers (entry shim only)
 *   +8   where the caller goes on  +160 + 8*n  home of register n */
#ifndef CJ_NATIVE_FRAME_H
#define CJ_NATIVE_FRAME_H

#ifdef __aarch64__
#define CJ_NATIVE_FRAME_SIZE 288 /* all of it */
#define CJ_HOME_OF_REGISTER(n) (160 + 8 * (n))
#else
#define CJ_NATIVE_FRAME_SIZE 176 /* without the first two words */
#define CJ_HOME_OF_REGISTER(n) (-48 - 8 * (n))
#endif

#endif
