package passwords_test

import (
	"strings"
	"testing"

	"clientele/internal/passwords"
)

func TestCommon(t *testing.T) {
	for password, want := range map[string]bool{
		"password": true, "PassWord": true, "12345678": true, "iloveyou": true, "p@ssw0rd": true, "Qwerty123": true,
		"aaaaaaaa": true, "~~~~~~~~~~~~": true, "éééééééé": true, strings.Repeat("a", 128): true,
		"correct horse": false, "correct horse battery": false, "aaaaaaab": false, "password of mine": false,
		"пароль мой": false, "\nqwerty123": false, "qwerty123\n12345678": false,
	} {
		if got := passwords.Common(password); got != want {
			t.Errorf("Common(%q) = %v, want %v", password, got, want)
		}
	}
}

func BenchmarkCommon(b *testing.B) {
	for b.Loop() {
		passwords.Common("correct horse battery")
	}
}
