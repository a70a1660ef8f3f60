#!/usr/bin/python3
"""Verifies and issues badges from the standards alone: RFC 4648, 8949, 9052, 8392, 9679. Shares no code with StationKiosk.

verify_badge.py verify TEXT SPKI_BASE64    prints the claims as JSON, or exits 1
verify_badge.py issue CLAIMS_JSON KEY_PEM  prints a badge text
verify_badge.py kid SPKI_BASE64            prints the key id
Needs Debian's python3-cbor2 and python3-cryptography.
"""
import base64
import hashlib
import json
import sys

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

ALG, KID, ES256 = 1, 4, -7
SUB, EXP, IAT, CTI, CATEGORY = 2, 4, 6, 7, -70001


def thumbprint(public_key):
    numbers = public_key.public_numbers()
    cose_key = {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    return hashlib.sha256(cbor2.dumps(cose_key, canonical=True)).digest()


def to_sign(protected, payload):
    return cbor2.dumps(["Signature1", protected, b"", payload])


def verify(text, public_key):
    if not text.startswith("SK1"):
        sys.exit("not a badge text")
    body = text[3:]
    message = cbor2.loads(base64.b32decode(body + "=" * (-len(body) % 8)))
    if message.tag != 18:
        sys.exit("not a COSE_Sign1")
    protected, unprotected, payload, signature = message.value
    header = cbor2.loads(protected)
    if header[ALG] != ES256 or header[KID] != thumbprint(public_key)[:8] or unprotected:
        sys.exit("not the header of a badge")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        public_key.verify(utils.encode_dss_signature(r, s), to_sign(protected, payload), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        sys.exit("the signature does not fit")
    claims = cbor2.loads(payload)
    return {"sub": claims[SUB], "exp": claims[EXP], "iat": claims[IAT], "cti": claims[CTI].hex(), "category": claims[CATEGORY]}


def issue(claims, key):
    header = cbor2.dumps({ALG: ES256, KID: thumbprint(key.public_key())[:8]})
    payload = cbor2.dumps({
        SUB: claims["sub"], EXP: claims["exp"], IAT: claims["iat"], CTI: bytes.fromhex(claims["cti"]), CATEGORY: claims["category"]})
    r, s = utils.decode_dss_signature(key.sign(to_sign(header, payload), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return "SK1" + base64.b32encode(cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, signature]))).decode().rstrip("=")


def public(spki):
    return serialization.load_der_public_key(base64.b64decode(spki))


def main():
    match sys.argv[1:]:
        case ["verify", text, spki]:
            print(json.dumps(verify(text, public(spki))))
        case ["issue", claims, pem]:
            print(issue(json.loads(claims), serialization.load_pem_private_key(pem.encode(), None)))
        case ["kid", spki]:
            print(thumbprint(public(spki))[:8].hex())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
