# SPDX-License-Identifier: GPL-2.0-or-later
"""AES-CBC by libgcrypt, which the command needs itself: Python's library has no cipher."""
import ctypes

AES128, CBC = 7, 3  # gcrypt.h: GCRY_CIPHER_AES, GCRY_CIPHER_MODE_CBC
DISABLE_SECURE_MEMORY, INITIALIZED = 37, 38


def _library():
    library = ctypes.CDLL("libgcrypt.so.20")
    library.gcry_check_version(None)
    library.gcry_control(DISABLE_SECURE_MEMORY, 0)
    library.gcry_control(INITIALIZED, 0)
    return library


_GCRYPT = _library()


def _checked(error):
    if error:
        raise RuntimeError(f"libgcrypt: error {error & 0xFFFF}")


def aes_cbc(key, iv, octets):
    """Whole blocks under a key of 16 octets."""
    handle, size = ctypes.c_void_p(), ctypes.c_size_t
    _checked(_GCRYPT.gcry_cipher_open(ctypes.byref(handle), AES128, CBC, 0))
    try:
        _checked(_GCRYPT.gcry_cipher_setkey(handle, key, size(len(key))))
        _checked(_GCRYPT.gcry_cipher_setiv(handle, iv, size(len(iv))))
        out = ctypes.create_string_buffer(len(octets))
        _checked(_GCRYPT.gcry_cipher_encrypt(handle, out, size(len(octets)), octets, size(len(octets))))
    finally:
        _GCRYPT.gcry_cipher_close(handle)
    return out.raw
