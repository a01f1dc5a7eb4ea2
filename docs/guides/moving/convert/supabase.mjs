// Converts the table auth.users of Supabase, as JSON lines, to JSON lines for Clientele:
//   psql "$DATABASE_URL" -Atc "SELECT row_to_json(u) FROM auth.users u WHERE deleted_at IS NULL" > users.jsonl
//   node supabase.mjs < users.jsonl > customers.jsonl
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  const user = JSON.parse(line);
  const metadata = user.raw_user_meta_data ?? {};
  const customer = {
    externalId: user.id,
    email: user.email,
    emailVerified: user.email_confirmed_at != null,
    name: metadata.full_name ?? metadata.name,
    phone: user.phone ? `+${user.phone}` : undefined, // Supabase stores phone numbers without the plus sign
    createdAt: user.created_at,
    passwordHash: user.encrypted_password || undefined,
  };
  console.log(JSON.stringify(customer));
}
