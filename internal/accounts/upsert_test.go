package accounts_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/bulk"
	"clientele/models"
)

func TestUpsertSmoke(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		in := accounts.UpsertCustomerInput{
			Email: graphql.OmittableOf(p("Ann@example.com")), ExternalID: graphql.OmittableOf(p("1")),
			Tags:      graphql.OmittableOf([]string{"VIP"}),
			Addresses: []*models.CreateAddressInput{{FirstName: p("Ann"), Line1: p("1 Main Street"), City: p("Cork"), Country: "IE"}},
		}
		for range 3 {
			got, err := s.UpsertMany(s.ctx(), writer, bulk.ByExternalID, []accounts.UpsertCustomerInput{in, in}, bulk.Options{})
			t.Logf("%+v %v", got, err)
			in.Name = graphql.OmittableOf(p("Ann"))
		}
	})
}
