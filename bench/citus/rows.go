package main

import (
	"crypto/md5"
	"fmt"
	"io"
	"strings"
	"time"
)

// customerColumns are the columns that writeCustomer writes. The others have defaults, such as no password.
const customerColumns = "id, email, email_key, email_fold, name, name_fold, phone, password_hash, password_given, " +
	"email_verified, accepts_marketing, orders_count, search_text, created_at, updated_at, version"

var (
	given  = []string{"Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hannes", "Ida", "Jonas", "Katrin"}
	family = []string{"Albrecht", "Bauer", "Conrad", "Dietrich", "Ebert", "Fischer", "Graf", "Hartmann", "Iversen"}
	first  = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
)

// person returns the ID, the name and the email of a customer, like those that lab.Seed creates.
func person(n int) (id, name, email string) {
	sum := md5.Sum(fmt.Appendf(nil, "customer%d", n))
	g, f := given[n%len(given)], family[n/len(given)%len(family)]
	return fmt.Sprintf("customer_01%010x%x", n, sum[:7]), g + " " + f,
		fmt.Sprintf("%s.%s%d@example.com", strings.ToLower(g), strings.ToLower(f), n)
}

// writeCustomer writes a row of customers.
func writeCustomer(w io.Writer, n int) {
	id, name, email := person(n)
	fold, phone := strings.ToLower(name), fmt.Sprintf("+4930%d", 20_000_000+n)
	at := first.Add(time.Duration(n) * 5 * time.Minute).Format(time.RFC3339)
	_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\tf\tt\t%v\t0\t%s %s %s\t%s\t%s\t1\n",
		id, email, email, email, name, fold, phone, n%2 == 0, fold, email, phone, at, at)
}

// writeUnique writes the row of unique_values for the email of a customer.
func writeUnique(w io.Writer, n int) {
	id, _, email := person(n)
	_, _ = fmt.Fprintf(w, "customers.email_key\t%s\t%s\n", email, id)
}
