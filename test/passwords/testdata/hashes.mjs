// Prints hashes of the password in the first argument, as Node applications and Firebase create them: one JSON object
// per line.

import { createCipheriv, createHash, pbkdf2Sync, randomBytes, scryptSync } from "node:crypto";

const password = process.argv[2];
const show = (name, hash, fast = false) => console.log(JSON.stringify({ name, hash, fast }));
const raw = (bytes) => bytes.toString("base64").replaceAll("=", "");
const adapted = (bytes) => raw(bytes).replaceAll("+", ".");

const salt = randomBytes(16);
show("Node's scrypt", `$scrypt$ln=14,r=8,p=1$${raw(salt)}$${raw(scryptSync(password, salt, 64))}`);
const key = pbkdf2Sync(password, salt, 100_000, 64, "sha512");
show("Node's PBKDF2", `$pbkdf2-sha512$100000$${adapted(salt)}$${adapted(key)}`);
const digest = createHash("sha256").update(`${password}pepper`).digest("hex");
show("SHA-256 in Node", `sha256-password-salt$pepper$${digest}`, true);

// Firebase encrypts the signer key of the project with the derived key.
const signer = randomBytes(64);
const separator = Buffer.from("Bw==", "base64");
const derived = scryptSync(password, Buffer.concat([salt, separator]), 32, { N: 2 ** 14, r: 8, p: 1 });
const cipher = createCipheriv("aes-256-ctr", derived, Buffer.alloc(16));
const hash = Buffer.concat([cipher.update(signer), cipher.final()]);
const base64 = [separator, signer, salt, hash].map((bytes) => bytes.toString("base64"));
show("Firebase", ["firebase-scrypt", 8, 14, ...base64].join("$"));
const url = [separator, signer, salt, hash].map((bytes) => bytes.toString("base64url").padEnd(Math.ceil(bytes.length / 3) * 4, "="));
show("Firebase with the alphabet of URLs", ["firebase-scrypt", 8, 14, ...url].join("$"));
