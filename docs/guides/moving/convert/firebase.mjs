// Converts the users that "firebase auth:export users.json" writes to JSON lines for Clientele. The parameters are those
// of the project, in the Firebase console under Authentication, Users, Password hash parameters:
//   node firebase.mjs users.json parameters.json > customers.jsonl
import { readFileSync } from "node:fs";

const [users, parameters] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const { rounds, mem_cost, base64_salt_separator, base64_signer_key } = parameters;
for (const user of users.users) {
  const customer = {
    externalId: user.localId,
    email: user.email,
    emailVerified: user.emailVerified,
    name: user.displayName,
    phone: user.phoneNumber,
    createdAt: new Date(Number(user.createdAt)).toISOString(),
    disabled: user.disabled,
    passwordHash: user.passwordHash && ["firebase-scrypt", rounds, mem_cost, base64_salt_separator, base64_signer_key,
      user.salt, user.passwordHash].join("$"),
  };
  console.log(JSON.stringify(customer));
}
