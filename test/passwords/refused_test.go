package passwords

import (
	"strings"
	"testing"

	"clientele/internal/app"
	"clientele/models"
	"clientele/test/apptest"
)

// TestRefusedHashes checks that a hash that takes too long to check, is malformed or has an unknown format is an error
// of its field, and that nothing is stored.
func TestRefusedHashes(t *testing.T) {
	bcrypt := strings.Repeat("a", 53)
	key := strings.Repeat("A", 43)
	onEach(t, func(t *testing.T, a *app.App, p *apptest.Program, writer apptest.Headers) {
		for _, c := range []struct{ name, hash, message string }{
			{"bcrypt at cost 15", "$2y$15$" + bcrypt, "The cost of a bcrypt hash must be at most 14"},
			{"bcrypt at cost 31", "$2b$31$" + bcrypt, "The cost of a bcrypt hash must be at most 14"},
			{"PBKDF2", "pbkdf2_sha256$2000001$salt$" + key + "=", "The iterations of a PBKDF2 hash must be at most 2,000,000"},
			{"Argon2id", "$argon2id$v=19$m=4194304,t=3,p=4$c2FsdHNhbHQ$" + key, "The memory of an Argon2 hash must be at most 256 MiB (m=262144)"},
			{"scrypt", "$scrypt$ln=20,r=8,p=1$c2FsdHNhbHQ$" + key, "N of a scrypt hash must be at most 131,072 (2^17)"},
			{"sha-crypt", "$5$rounds=999999999$salt$" + key, "The rounds of a sha-crypt hash must be at most 1,000,000"},
			{"phpass", "$P$Rsaltsalt" + key[:22], "The rounds of a phpass hash must be at most 262,144 (2^18)"},
			{"a wrapped hash", "$wrapped$argon2id$v=19$m=4194304,t=3,p=4$c2FsdHNhbHQ$" + key + "$" + strings.Repeat("0", 32), "The memory of an Argon2 hash must be at most 256 MiB (m=262144)"},
			{"a truncated hash", "$2y$10$" + bcrypt[1:], "This is not a valid bcrypt hash"},
			{"a password", "correct horse", "This password hash has an unknown format. See the guide for the supported formats."},
			{"empty", "", "This password hash has an unknown format. See the guide for the supported formats."},
			{"a control character", "0123456789abcdef0123456789abcdef:a\t", "This password hash contains control characters or is not valid UTF-8"},
			{"very long", strings.Repeat("a", 100_000), "This password hash is too long. The maximum is 1,024 characters."},
		} {
			got := p.Send(writer, create, apptest.Vars{"in": apptest.Vars{"email": "ann@example.com", "passwordHash": c.hash}})
			if got.UserErrorCode("createCustomer") != "INVALID" || got.At("createCustomer.userErrors.0.message") != c.message ||
				got.At("createCustomer.userErrors.0.field.1") != "passwordHash" || got.At("createCustomer.customer") != nil {
				t.Errorf("%s: %s", c.name, got.Body)
			}
			if len(c.hash) > 20 && strings.Contains(got.Body, c.hash[:20]) {
				t.Errorf("%s: the response quotes the hash", c.name)
			}
		}
		both := p.Send(writer, create, apptest.Vars{"in": apptest.Vars{"email": "ann@example.com", "passwordHash": "5f4dcc3b5aa765d61d8327deb882cf99", "password": "correct horse"}})
		if both.UserErrorCode("createCustomer") != "INVALID" || both.At("createCustomer.userErrors.0.field.1") != "passwordHash" || both.At("createCustomer.userErrors.1") != nil {
			t.Errorf("both: %s", both.Body)
		}
		var n int64
		if err := a.DB.Primary(t.Context()).Model(&models.Customer{}).Count(&n).Error; err != nil || n != 0 {
			t.Errorf("%d customers (%v)", n, err)
		}
	})
}
