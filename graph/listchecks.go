package graph

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"clientele/graph/schema"
	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/models"
)

// CheckFilter returns why the caller of ctx cannot get a list with the JSON of a filter and a search, both optional,
// with the current schema. The error is an apperr.Error with a message for users, or an internal one.
func (h *Handler) CheckFilter(ctx context.Context, list models.ListKind, filter, search *string) error {
	caller := auth.From(ctx)
	if filter != nil {
		if err := h.checkCustomFields(list, *filter); err != nil {
			return err
		}
	}
	if list == models.ListOfOrders {
		f, err := optional(ctx, filter, h.OrderFilter)
		if err == nil {
			_, err = h.Services.Orders.Select(ctx, caller, f, search)
		}
		return inWords("filter", err)
	}
	f, err := optional(ctx, filter, h.CustomerFilter)
	if err == nil {
		_, err = h.Accounts.Select(ctx, caller, f, search)
	}
	return inWords("filter", err)
}

// optional reads an input from its JSON, if there is one.
func optional[T any](
	ctx context.Context, text *string, read func(context.Context, string) (*T, error),
) (*T, error) {
	if text == nil {
		return nil, nil
	}
	return read(ctx, *text)
}

// CheckSort is like CheckFilter, for the JSON of a sort order.
func (h *Handler) CheckSort(ctx context.Context, list models.ListKind, sort string) error {
	if err := h.checkCustomFields(list, sort); err != nil {
		return err
	}
	if list == models.ListOfOrders {
		by, err := readInput[orders.OrderSort](ctx, h, orderSortQuery, "orderBy", sort)
		if err == nil {
			err = h.Services.Orders.CheckSort(ctx, auth.From(ctx), by)
		}
		return inWords("sort order", err)
	}
	by, err := readInput[accounts.CustomerSort](ctx, h, customerSortQuery, "orderBy", sort)
	if err == nil {
		err = h.Accounts.CheckSort(ctx, auth.From(ctx), by)
	}
	return inWords("sort order", err)
}

// inWords returns an error about the variable of a query as one for users who have not written the query.
func inWords(what string, err error) error {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.BadInput {
		return err
	}
	path := strings.TrimPrefix(strings.TrimPrefix(e.Message, "$input"), ".")
	return apperr.Bad("The %s is not valid: %s", what, path)
}

// checkCustomFields returns an error for the first custom field in the JSON of a filter or a sort order that does not
// exist, by its key: the schema would not say which one is missing if there are no custom fields at all.
func (h *Handler) checkCustomFields(list models.ListKind, text string) error {
	owner := models.OwnerCustomer
	if list == models.ListOfOrders {
		owner = models.OwnerOrder
	}
	var given any
	if json.Unmarshal([]byte(text), &given) != nil {
		return nil // the schema reports it
	}
	keys := customFieldKeys(given)
	slices.Sort(keys)
	missing := func(s *schema.Snapshot) int {
		return slices.IndexFunc(keys, func(key string) bool { return s.CustomFields.Field(owner, key) == nil })
	}
	if missing(h.schema.Current()) < 0 {
		return nil
	}
	if i := missing(h.schema.Latest()); i >= 0 {
		return apperr.Bad("The custom field %q does not exist, or is archived", keys[i])
	}
	return nil
}

// customFieldKeys returns the keys of the custom fields in a filter or a sort order.
func customFieldKeys(v any) []string {
	var keys []string
	switch v := v.(type) {
	case []any:
		for _, each := range v {
			keys = append(keys, customFieldKeys(each)...)
		}
	case map[string]any:
		for name, each := range v {
			fields, isMap := each.(map[string]any)
			key, isText := each.(string)
			switch {
			case name == "customFields" && isMap:
				for key := range fields {
					keys = append(keys, key)
				}
			case name == "customField" && isText:
				keys = append(keys, key)
			default:
				keys = append(keys, customFieldKeys(each)...)
			}
		}
	}
	return keys
}
