package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/dbtest/cluster"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

// BenchmarkUpsertMany creates customers with one address each, in batches of 500, in a database whose writes reach the
// disk. One operation is one customer.
func BenchmarkUpsertMany(b *testing.B) {
	for name, open := range map[string]func(testing.TB) db.Options{"sqlite": sqliteOnDisk, "postgres": postgresOnDisk} {
		b.Run(name, func(b *testing.B) {
			ctx := context.Background()
			s := newUpserts(b, open(b))
			const batch = 500
			for from := 0; b.Loop(); from += batch {
				list := make([]accounts.UpsertCustomerInput, batch)
				for i := range list {
					list[i] = sampleCustomer(from + i)
				}
				results, err := s.UpsertMany(ctx, auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}, bulk.ByExternalID, list,
					bulk.Options{})
				if err != nil || results[0].Outcome != bulk.Created {
					b.Fatal(results, err)
				}
			}
			b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "customers/s")
		})
	}
}

func sqliteOnDisk(tb testing.TB) db.Options {
	return db.Options{File: filepath.Join(tb.TempDir(), "clientele.db")}
}

func postgresOnDisk(tb testing.TB) db.Options {
	bin := dbtest.Postgres(tb)
	c, err := cluster.Start(bin, "shared_buffers=256MB", "max_wal_size=2GB")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Stop)
	if _, err := c.Admin.Exec("CREATE DATABASE shop"); err != nil {
		tb.Fatal(err)
	}
	return db.Options{URL: c.URL("shop")}
}

func newUpserts(tb testing.TB, o db.Options) *accounts.Service {
	d, err := db.Open(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(context.Background()); err != nil {
		tb.Fatal(err)
	}
	limits := throttle.New(d, time.Now)
	fields := customfields.New(d, time.Now, limits)
	return accounts.New(d, accounts.Options{
		Now: time.Now, Codec: page.NewCodec([]byte("key")), Fields: fields, Throttle: limits,
		Addresses: addressbook.New(d, addressbook.Options{Now: time.Now, Fields: fields}),
	})
}

func sampleCustomer(i int) accounts.UpsertCustomerInput {
	text := func(s string) graphql.Omittable[*string] { return graphql.OmittableOf(&s) }
	first, last, line1, city, postcode := "Aoife", fmt.Sprint("O'Neill ", i), fmt.Sprint(i%200, " Main Street"), "Cork", "T12 W8KP"
	return accounts.UpsertCustomerInput{
		ExternalID: text(fmt.Sprint(i)), Email: text(fmt.Sprintf("person%d@example.com", i)), Name: text(first + " " + last),
		Phone: text(fmt.Sprintf("+35387%07d", 1000000+i%9000000)),
		Addresses: []*models.CreateAddressInput{{
			FirstName: &first, LastName: &last, Line1: &line1, City: &city, Postcode: &postcode, Country: "IE",
		}},
	}
}
