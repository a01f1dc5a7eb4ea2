package auth_test

import (
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/models"
)

// BenchmarkReadToken measures the verification of a token that each request of a customer takes.
func BenchmarkReadToken(b *testing.B) {
	secret := auth.Secret("a secret of at least 32 characters")
	for name, s := range map[string]*auth.Signer{
		"HS256": auth.NewSigner(secret, auth.ForCustomers, time.Now),
		"EdDSA": auth.NewPublicSigner(secret, auth.ForCustomers, time.Now),
	} {
		token, err := s.Sign(auth.CustomerClaims{
			RegisteredClaims: s.Registered(models.NewID(models.CustomerID), time.Now().Add(time.Hour)),
			SessionID:        models.NewID(models.SessionID),
		})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var claims auth.CustomerClaims
				if err := s.Read(token, &claims); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
