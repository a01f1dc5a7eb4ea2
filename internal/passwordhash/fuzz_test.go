package passwordhash_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"clientele/internal/passwordhash"
)

// FuzzParse checks that no text makes Parse or Verify panic or take long, and that a hash can be read again as it is
// stored.
func FuzzParse(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.hash, v.password)
	}
	for _, hash := range []string{
		"", "$", "$argon2id$v=19$m=8,t=1,p=1$$", "$wrapped$argon2id$v=19$m=8,t=1,p=1$AAAA$" + key43 + "$" + hex32,
		hex64 + ":a:0:1:2", hex64 + ":a:3_32_1_8192:1", "bcrypt_sha256$$2b$04$" + bcrypt53, "scrypt:2:1:1$a$" + hex32,
		"md5-password-salt$$" + hex32, "firebase-scrypt$1$1$$" + key22 + "==$c2FsdA==$" + key22 + "==",
	} {
		f.Add(hash, "correct horse")
	}
	f.Fuzz(func(t *testing.T, text, password string) {
		h, err := passwordhash.Parse(text)
		if err != nil {
			if h != nil || err.Error() == "" {
				t.Error("a hash and an error, or an error without a message")
			}
			return
		}
		if !utf8.ValidString(text) || h.String() != text {
			t.Errorf("%q is read as %q", text, h)
		}
		if len(password) > 512 {
			password = password[:512]
		}
		began := time.Now()
		ok := h.Verify([]byte(password))
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%s takes %v", text, took)
		}
		if !h.Fast() {
			return
		}
		stored := h.Wrap(phc)
		w, err := passwordhash.Parse(stored)
		if err != nil {
			t.Fatalf("%q is stored as %q: %v", text, stored, err)
		}
		if w.Verify([]byte(password)) != ok {
			t.Errorf("%q and %q differ about %q", text, stored, password)
		}
	})
}
