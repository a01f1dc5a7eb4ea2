// Converts the users that Auth0 exports, and their password hashes if there are any, to JSON lines for Clientele:
//   node auth0.mjs users.ndjson hashes.ndjson > customers.jsonl
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

async function* objects(file) {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim()) yield JSON.parse(line);
  }
}

const [users, hashes] = process.argv.slice(2);
const passwordHashes = new Map();
if (hashes) {
  for await (const hash of objects(hashes)) passwordHashes.set(`auth0|${hash._id.$oid}`, hash.passwordHash);
}
for await (const user of objects(users)) {
  const customer = {
    externalId: user.user_id,
    email: user.email,
    emailVerified: user.email_verified,
    name: user.name === user.email ? undefined : user.name, // Auth0's default name is the email address
    phone: user.phone_number,
    createdAt: user.created_at,
    disabled: user.blocked,
    passwordHash: passwordHashes.get(user.user_id),
  };
  console.log(JSON.stringify(customer));
}
