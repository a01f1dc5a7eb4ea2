package demo

import (
	"context"
	"fmt"

	"clientele/internal/groups"
	"clientele/internal/views"
	"clientele/models"
)

// sampleGroups are the groups of customers, with a description. Each has one of sixteen customers.
var sampleGroups = [][2]string{
	{"Wholesale", "Buy by the case, and pay within 30 days."},
	{"Press", "Get samples of new articles."},
	{"Friends of the shop", "Are invited to tastings."},
}

// groupsOf returns the names of the groups of a customer by its number. They are not drawn by chance, so that the rest
// of the data stays the same for a seed.
func groupsOf(number int) []string {
	names := []string{}
	for i, group := range sampleGroups {
		if number%16 == 5*i+1 || i == 2 && number%48 == 1 {
			names = append(names, group[0])
		}
	}
	return names
}

// defineGroups creates the groups that the shop does not have yet, and views of the lists that all members see.
func (o *Options) defineGroups(ctx context.Context) error {
	existing, err := o.Groups.List(ctx, operator)
	if err != nil {
		return err
	}
	ids := map[string]string{}
	for _, group := range existing {
		ids[group.Name] = group.ID
	}
	for _, group := range sampleGroups {
		if ids[group[0]] != "" {
			continue
		}
		created, err := o.Groups.Create(ctx, operator, groups.CreateCustomerGroupInput{
			Name: group[0], Description: &group[1],
		})
		if err != nil {
			return fmt.Errorf("create a group: %w", err)
		}
		ids[group[0]] = created.ID
	}
	if len(existing) > 0 {
		return nil // The views were created with the groups.
	}
	return o.Views.Preset(ctx, []views.Preset{
		{List: models.ListOfCustomers, Name: "Wholesale", Filter: fmt.Sprintf(`{"groups":{"has":%q}}`, ids["Wholesale"])},
		{
			List: models.ListOfCustomers, Name: "Regular customers", Filter: `{"orders":{"count":{"gte":5}}}`,
			Sort: `{"field":"UPDATED_AT","direction":"DESC"}`,
		},
		{
			List: models.ListOfOrders, Name: "Large unpaid orders", Sort: `{"field":"TOTAL","direction":"DESC"}`,
			Filter: `{"status":{"in":["OPEN"]},"paymentStatus":{"in":["UNPAID","AUTHORIZED"]},"total":{"gte":"100"}}`,
		},
	})
}
