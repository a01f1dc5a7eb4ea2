"""Prints hashes of the password in the first argument, as Python and .NET applications create them: one JSON object per
line."""

import base64
import hashlib
import json
import os
import sys

password = os.fsencode(sys.argv[1])


def show(name, digest, fast=False):
    print(json.dumps({"name": name, "hash": digest, "fast": fast}))


def b64(data):
    return base64.b64encode(data).decode()


def adapted(data):
    """Passlib's base64 for PBKDF2."""
    return b64(data).rstrip("=").replace("+", ".")


def pbkdf2(digest, salt, iterations, length=None):
    return hashlib.pbkdf2_hmac(digest, password, salt, iterations, length)


def identity3(kind, digest, iterations):
    """Version 3 of ASP.NET Identity."""
    salt = os.urandom(16)
    header = b"\1" + b"".join(n.to_bytes(4, "big") for n in (kind, iterations, len(salt)))
    return b64(header + salt + pbkdf2(digest, salt, iterations, 32))


show("Django", "pbkdf2_sha256$26000$zbAhKKtAyAnN$" + b64(pbkdf2("sha256", b"zbAhKKtAyAnN", 26000)))
show("Django with SHA-1", "pbkdf2_sha1$12000$zbAhKKtAyAnN$" + b64(pbkdf2("sha1", b"zbAhKKtAyAnN", 12000)))
show("an old Django", "sha1$a1b2c$" + hashlib.sha1(b"a1b2c" + password).hexdigest(), fast=True)
show("Werkzeug", "pbkdf2:sha256:26000$zbAhKKtA$" + pbkdf2("sha256", b"zbAhKKtA", 26000).hex())

salt = os.urandom(16)
show("passlib with SHA-512", f"$pbkdf2-sha512$25000${adapted(salt)}${adapted(pbkdf2('sha512', salt, 25000))}")
show("passlib with few iterations", f"$pbkdf2-sha256$6400${adapted(salt)}${adapted(pbkdf2('sha256', salt, 6400))}", True)
show("passlib with SHA-1", f"$pbkdf2$131000${adapted(salt)}${adapted(pbkdf2('sha1', salt, 131000))}")

show("ASP.NET Identity 2", b64(b"\0" + salt + pbkdf2("sha1", salt, 1000, 32)), fast=True)
show("ASP.NET Identity 3", identity3(1, "sha256", 10000))
show("ASP.NET Identity 3 of .NET 7", identity3(2, "sha512", 100000))

key = hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1, dklen=32)
show("passlib's scrypt", f"$scrypt$ln=14,r=8,p=1${b64(salt).rstrip('=')}${b64(key).rstrip('=')}")
key = hashlib.scrypt(password, salt=b"zbAhKKtA", n=2**14, r=8, p=5, dklen=64)
show("Django's scrypt", "scrypt$16384$zbAhKKtA$8$5$" + b64(key))
key = hashlib.scrypt(password, salt=b"zbAhKKtA", n=2**15, r=8, p=1, maxmem=2**26)
show("Werkzeug's scrypt", "scrypt:32768:8:1$zbAhKKtA$" + key.hex())
