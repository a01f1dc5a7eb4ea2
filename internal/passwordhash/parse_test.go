package passwordhash_test

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"

	"clientele/internal/passwordhash"
)

// Parts of hashes that are valid.
var (
	bcrypt53 = strings.Repeat("a", 53)
	hex32    = strings.Repeat("ab", 16)
	hex64    = strings.Repeat("ab", 32)
	key22    = strings.Repeat("A", 22) // 16 bytes in base64
	key43    = strings.Repeat("A", 43) // 32 bytes
)

// refused lists hashes with a part of the message that says why they are refused.
var refused = []struct{ name, hash, want string }{
	{"empty", "", "unknown format"},
	{"a password", "correct horse", "unknown format"},
	{"DES crypt", "rl.3StKT.4T8M", "unknown format"},
	{"odd length of a digest", hex32 + "a", "unknown format"},
	{"unknown length of a digest", hex32 + "abcd", "unknown format"},
	{"too long", strings.Repeat("a", 1025), "too long"},
	{"a control character", hex32 + ":a\x00", "control characters"},
	{"invalid UTF-8", hex32 + ":\xff", "valid UTF-8"},

	{"bcrypt at cost 15", "$2y$15$" + bcrypt53, "cost of a bcrypt hash must be at most 14"},
	{"bcrypt at cost 99", "$2y$99$" + bcrypt53, "cost of a bcrypt hash must be at most 14"},
	{"bcrypt at cost 3", "$2y$03$" + bcrypt53, "not a valid bcrypt hash"},
	{"bcrypt at cost 0", "$2y$00$" + bcrypt53, "not a valid bcrypt hash"},
	{"bcrypt, cut", "$2y$10$" + bcrypt53[1:], "not a valid bcrypt hash"},
	{"bcrypt, longer", "$2y$10$" + bcrypt53 + "a", "not a valid bcrypt hash"},
	{"bcrypt of the faulty implementation", "$2x$10$" + bcrypt53, "$2x$ are not supported"},
	{"WordPress at cost 31", "$wp$2y$31$" + bcrypt53, "at most 14"},
	{"Django's bcrypt at cost 31", "bcrypt_sha256$$2b$31$" + bcrypt53, "at most 14"},

	{"Argon2id with more than 256 MiB", "$argon2id$v=19$m=262145,t=1,p=1$" + key22 + "$" + key43, "must be at most 256 MiB"},
	{"Argon2id with 4 TiB", "$argon2id$v=19$m=4294967295,t=1,p=1$" + key22 + "$" + key43, "must be at most 256 MiB"},
	{"Argon2id with many digits", "$argon2id$v=19$m=99999999999999999999,t=1,p=1$" + key22 + "$" + key43, "must be at most 256 MiB"},
	{"Argon2id with many passes", "$argon2id$v=19$m=262144,t=5,p=1$" + key22 + "$" + key43, "must be at most 1 GiB"},
	{"Argon2id with many lanes", "$argon2id$v=19$m=65536,t=1,p=65$" + key22 + "$" + key43, "must be at most 64"},
	{"Argon2id with too little memory for its lanes", "$argon2id$v=19$m=8,t=1,p=2$" + key22 + "$" + key43, "not a valid Argon2 hash"},
	{"Argon2id without passes", "$argon2id$v=19$m=65536,t=0,p=1$" + key22 + "$" + key43, "not a valid Argon2 hash"},
	{"Argon2id with negative memory", "$argon2id$v=19$m=-1,t=1,p=1$" + key22 + "$" + key43, "not a valid Argon2 hash"},
	{"Argon2id with a parameter twice", "$argon2id$v=19$m=8,t=1,p=1,m=8$" + key22 + "$" + key43, "not a valid Argon2 hash"},
	{"Argon2id without a key", "$argon2id$v=19$m=65536,t=1,p=1$" + key22 + "$", "not a valid Argon2 hash"},
	{"Argon2id with a short key", "$argon2id$v=19$m=65536,t=1,p=1$" + key22 + "$AAAA", "not a valid Argon2 hash"},
	{"Argon2id with a long key", "$argon2id$v=19$m=65536,t=1,p=1$" + key22 + "$" + strings.Repeat("A", 88), "not a valid Argon2 hash"},
	{"Argon2id with a long salt", "$argon2id$v=19$m=65536,t=1,p=1$" + strings.Repeat("A", 344) + "$" + key43, "not a valid Argon2 hash"},
	{"Argon2id with wrong base64", "$argon2id$v=19$m=65536,t=1,p=1$!!$" + key43, "not a valid Argon2 hash"},
	{"Argon2id version 16", "$argon2id$v=16$m=65536,t=1,p=1$" + key22 + "$" + key43, "Only version 19"},
	{"Argon2d", "$argon2d$v=19$m=65536,t=1,p=1$" + key22 + "$" + key43, "Argon2d hashes are not supported"},

	{"PBKDF2 with 2,000,001 iterations", "pbkdf2_sha256$2000001$salt$" + key43 + "=", "must be at most 2,000,000"},
	{"PBKDF2 with many digits", "$pbkdf2-sha512$99999999999999999999$" + key22 + "$" + key43, "must be at most 2,000,000"},
	{"PBKDF2 without iterations", "pbkdf2_sha256$0$salt$" + key43 + "=", "not a valid PBKDF2 hash"},
	{"PBKDF2 with another digest", "pbkdf2_sha224$20000$salt$" + key43 + "=", "not a valid PBKDF2 hash"},
	{"PBKDF2 with wrong base64", "pbkdf2_sha256$20000$salt$" + key43, "not a valid PBKDF2 hash"},
	{"Werkzeug with many iterations", "pbkdf2:sha256:3000000$salt$" + hex64, "must be at most 2,000,000"},
	{"ASP.NET Identity with many iterations", "AQAAAAEA////AAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "must be at most 2,000,000"},
	{"ASP.NET Identity with a long salt", "AQAAAAEAACcQ/////wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not a valid ASP.NET Identity hash"},
	{"ASP.NET Identity with another digest", "AQAAAAkAACcQAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not a valid ASP.NET Identity hash"},
	{"ASP.NET Identity, cut", "AQAAAAEAACcQAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not a valid"},

	{"scrypt with N = 2^18", "$scrypt$ln=18,r=8,p=1$" + key22 + "$" + key43, "N of a scrypt hash must be at most 131,072"},
	{"scrypt with N = 2^64", "$scrypt$ln=64,r=8,p=1$" + key22 + "$" + key43, "N of a scrypt hash must be at most 131,072"},
	{"scrypt with a large block", "$scrypt$ln=17,r=9,p=1$" + key22 + "$" + key43, "must be at most 128 MiB"},
	{"scrypt with a huge block", "$scrypt$ln=1,r=65,p=1$" + key22 + "$" + key43, "block size of a scrypt hash must be at most 64"},
	{"scrypt with huge parallelism", "$scrypt$ln=1,r=1,p=99999999999$" + key22 + "$" + key43, "parallelism of a scrypt hash must be at most 64"},
	{"scrypt with much parallelism", "$scrypt$ln=17,r=8,p=3$" + key22 + "$" + key43, "must be at most 256 MiB"},
	{"scrypt without N", "$scrypt$ln=0,r=8,p=1$" + key22 + "$" + key43, "not a valid scrypt hash"},
	{"Django's scrypt with N that is no power of two", "scrypt$1000$salt$8$1$" + key43 + "=", "not a valid scrypt hash"},
	{"Werkzeug's scrypt with N = 2^18", "scrypt:262144:8:1$salt$" + hex64, "must be at most 131,072"},
	{"Firebase with N = 2^20", "firebase-scrypt$8$20$Bw==$" + key43 + "=$c2FsdA==$" + key43 + "=", "must be at most 131,072"},
	{"Firebase with a hash of another length", "firebase-scrypt$8$14$Bw==$" + key43 + "=$c2FsdA==$" + key22 + "==", "not a valid Firebase scrypt hash"},

	{"sha-crypt with many rounds", "$6$rounds=1000001$salt$" + strings.Repeat("a", 86), "must be at most 1,000,000"},
	{"sha-crypt with few rounds", "$6$rounds=999$salt$" + strings.Repeat("a", 86), "not a valid sha-crypt hash"},
	{"sha-crypt of the other length", "$6$salt$" + strings.Repeat("a", 43), "not a valid sha-crypt hash"},
	{"md5-crypt with a long salt", "$1$saltsalt9$" + strings.Repeat("a", 22), "not a valid md5-crypt hash"},
	{"phpass with 2^19 rounds", "$P$Hsaltsalt" + strings.Repeat("a", 22), "must be at most 262,144"},
	{"phpass with 2^63 rounds", "$P$zsaltsalt" + strings.Repeat("a", 22), "must be at most 262,144"},
	{"phpass with few rounds", "$P$.saltsalt" + strings.Repeat("a", 22), "not a valid phpass hash"},
	{"phpass, cut", "$P$Bsaltsalt" + strings.Repeat("a", 21), "not a valid phpass hash"},

	{"Magento with an unknown version", hex64 + ":salt:4", "not a valid Magento hash"},
	{"Magento with a digest of another length", hex32 + ":salt:1", "not a valid Magento hash"},
	{"Magento with many versions", hex64 + ":salt:1:1:1:1:1", "not a valid Magento hash"},
	{"Magento with much memory", hex64 + ":salt:3_32_2_1073741824", "must be at most 256 MiB"},
	{"Magento with many passes", hex64 + ":salt:3_32_99_67108864", "must be at most 1 GiB"},
	{"Magento with many passes in several versions", hex64 + ":salt:3_32_9_67108864:3_32_9_67108864", "must be at most 1 GiB"},
	{"Magento with a long hash", hex64 + ":salt:3_99999_2_67108864", "not a valid Magento hash"},
	{"Magento without memory", hex64 + ":salt:3_32_2_0", "not a valid Magento hash"},

	{"named digest of another length", "md5$salt$" + hex64, "not a valid MD5 or SHA hash"},
	{"named digest in an unknown order", "md5-salt$salt$" + hex32, "not a valid MD5 or SHA hash"},
	{"named digest with a long salt", "md5$" + strings.Repeat("s", 257) + "$" + hex32, "not a valid MD5 or SHA hash"},
	{"wrapped without a hash", "$wrapped$argon2id$v=19$m=64,t=1,p=1$" + key22 + "$" + key43, "not a valid wrapped hash"},
	{"wrapped at a high cost", "$wrapped$argon2id$v=19$m=999999,t=1,p=1$" + key22 + "$" + key43 + "$" + strings.Repeat("0", 32), "must be at most 256 MiB"},
	{"wrapped together with the digest", "$wrapped$argon2id$v=19$m=64,t=1,p=1$" + key22 + "$" + key43 + "$" + hex32, "not a valid wrapped hash"},
	{"wrapped twice", "$wrapped$argon2id$v=19$m=64,t=1,p=1$" + key22 + "$" + key43 + "$$wrapped$argon2id$v=19$m=64,t=1,p=1$" + key22 + "$" + key43 + "$" + strings.Repeat("0", 32), "unknown format"},
	{"wrapped bcrypt", "$wrapped$argon2id$v=19$m=64,t=1,p=1$" + key22 + "$" + key43 + "$$2y$10$" + bcrypt53, "not a valid wrapped hash"},
}

// TestRefusedHashes checks that a hash which takes too much time or memory, or is malformed, is refused with a message
// that says why and does not quote it.
func TestRefusedHashes(t *testing.T) {
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			_, err := passwordhash.Parse(c.hash)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if len(c.hash) > 20 && strings.Contains(err.Error(), c.hash[len(c.hash)-20:]) {
				t.Errorf("the message quotes the hash: %v", err)
			}
		})
	}
}

// TestFastHashes checks which hashes count as fast, and that the text of a wrapped one does not contain the digest and
// can be checked.
func TestFastHashes(t *testing.T) {
	for _, c := range []struct {
		name, hash, password string
		fast                 bool
	}{
		{"MD5", "5f4dcc3b5aa765d61d8327deb882cf99", "password", true},
		{"SHA-256 in capitals", "5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8", "password", true},
		{"salted MD5", "67a1e09bb1f83f5007dc119c14d663aa:salt", "password", true},
		{"named MD5", "md5$salt$67a1e09bb1f83f5007dc119c14d663aa", "password", true},
		{"Magento version 1", "13601bda4ea78e55a07b98866d2be6be0744e3866f13c00c811cab608a28f322:salt:1", "password", true},
		{"Magento version 2", hex64 + ":salt:1:2", "", false},
		{"Magento version 3 with little memory", hex64 + ":salt:3_32_1_8192", "", true},
		{"phpass", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345", true},
		{"md5-crypt", "$1$saltsalt$NuzA7WTAelpl95xgBGWN60", "correct horse", true},
		{"sha-crypt", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!", false},
		{"sha-crypt with 1,000 rounds", "$5$rounds=1000$saltsalt$R6e4P8ccT9iMqkYg7Z8YtpId/lfsIfnuPkp8WXposU8", "correct horse", true},
		{"PBKDF2 with 9,999 iterations", "pbkdf2_sha256$9999$salt$" + key43 + "=", "", true},
		{"PBKDF2 with 10,000 iterations", "pbkdf2_sha256$10000$salt$" + key43 + "=", "", false},
		{"passlib", "$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M", "password", true},
		{"ASP.NET Identity 2", "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==", "my password", true},
		{"scrypt", "$scrypt$ln=10,r=8,p=1$" + key22 + "$" + key43, "", false},
		{"scrypt with little memory", "$scrypt$ln=8,r=8,p=1$WKs1xljLudd6z9kbY0wpJQ$yCR4iDZYDKv+iEJj6yHY0lv/epnfB6f/w1EbXrsJOuQ", "password", true},
		{"Firebase with little memory", "firebase-scrypt$1$1$Bw==$" + key43 + "=$c2FsdA==$" + key43 + "=", "", true},
		{"Argon2id with little memory", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password", true},
		{"Argon2id", "$argon2id$v=19$m=1024,t=1,p=1$" + key22 + "$" + key43, "", false},
		{"Django's Argon2id with little memory", "argon2$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password", true},
		{"bcrypt", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := passwordhash.Parse(c.hash)
			if err != nil {
				t.Fatal(err)
			}
			if h.Fast() != c.fast || h.String() != c.hash {
				t.Fatalf("fast: %v, text: %s", h.Fast(), h)
			}
			if !c.fast {
				return
			}
			stored := h.Wrap(phc)
			w, err := passwordhash.Parse(stored)
			if err != nil {
				t.Fatal(stored, err)
			}
			if w.Fast() || w.String() != stored || !strings.HasPrefix(w.Outer(), "$argon2id$") {
				t.Errorf("wrapped: %s", stored)
			}
			inner, err := passwordhash.Parse(strings.SplitN(stored, "$", 8)[7])
			if err != nil || inner.Verify([]byte(c.password)) || len(inner.String()) != len(strings.TrimPrefix(c.hash, "argon2")) {
				t.Errorf("%s contains the digest (%v)", stored, err)
			}
			if c.password != "" && !w.Verify([]byte(c.password)) || w.Verify([]byte("another password")) {
				t.Errorf("the wrapped hash accepts the wrong password: %s", stored)
			}
		})
	}
}

func phc(text []byte) string {
	b64 := base64.RawStdEncoding
	salt := []byte("0123456789abcdef")
	return fmt.Sprintf("$argon2id$v=19$m=64,t=1,p=1$%s$%s", b64.EncodeToString(salt), b64.EncodeToString(argon2.IDKey(text, salt, 1, 64, 1, 32)))
}

// TestWordPressPasswords checks the forms of a password that WordPress may have hashed.
func TestWordPressPasswords(t *testing.T) {
	for _, c := range []struct{ name, hashed, typed string }{
		{"trimmed", "secret", " \tsecret\n"},
		{"with a backslash before quotes", `it\'s \"so\" \\`, `it's "so" \`},
		{"without it", `it's "so" \`, `it's "so" \`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := passwordhash.Parse(phpass(c.hashed))
			if err != nil {
				t.Fatal(err)
			}
			if !h.Verify([]byte(c.typed)) || h.Verify([]byte(c.typed+"x")) {
				t.Errorf("%q is rejected, or a longer password accepted", c.typed)
			}
		})
	}
}

// phpass returns a hash with 128 rounds.
func phpass(password string) string {
	const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := md5.Sum([]byte("saltsalt" + password))
	for range 128 {
		sum = md5.Sum(append(sum[:], password...))
	}
	text := "$P$5saltsalt"
	padded := append(sum[:], 0, 0)
	for i := 0; i < len(sum); i += 3 {
		group := uint(padded[i]) | uint(padded[i+1])<<8 | uint(padded[i+2])<<16
		for range min(4, len(sum)-i+1) {
			text += string(alphabet[group&63])
			group >>= 6
		}
	}
	return text
}
