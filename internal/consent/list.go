package consent

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/input"
	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// ListArgs selects statements of a list.
type ListArgs struct {
	CustomerID, Email *string
	Channel           *models.MarketingChannel
	State             *models.MarketingState
	Current, Guests   bool
}

// newest is the order of the lists.
var newest = page.Sort{List: "consents by at", Column: "consents.at", ID: "consents.id", Desc: true}

// List returns statements, newest first. It needs CUSTOMERS_READ. An invalid page or cursor is apperr.BadInput.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, args page.Args, of ListArgs,
) (*page.Connection[*models.MarketingConsent], error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	w, err := s.o.Codec.Open(args, newest)
	if err != nil {
		return nil, err
	}
	where := of.expr(s.db.Dialect)
	matching := func(ctx context.Context) *gorm.DB {
		q := s.db.Read(ctx).Model(&models.MarketingConsent{})
		if !where.True() {
			q = q.Where(where.SQL, where.Args...)
		}
		return q
	}
	var rows []*models.MarketingConsent
	if err := db.Page(matching(ctx), w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list statements about marketing: %w", err)
	}
	mark := func(c *models.MarketingConsent) page.Mark { return page.Mark{Value: c.At.Stored(), ID: c.ID} }
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(matching(ctx))
		if err != nil {
			return total, fmt.Errorf("count statements about marketing: %w", err)
		}
		return total, nil
	}), nil
}

// expr returns the condition of the statements. The index of the most selective argument must be used: that of a person
// or of all people without an account, and otherwise one by channel and state. PostgreSQL knows which one that is.
// SQLite would prefer the index with most columns, so there the channel and state of people are expressions that no
// index has.
func (of ListArgs) expr(dialect db.Dialect) filter.Expr {
	var all []filter.Expr
	channel, state := "consents.channel", "consents.state"
	if dialect == db.SQLite && (of.CustomerID != nil || of.Email != nil || of.Guests) {
		channel, state = "(consents.channel || '')", "(consents.state || '')"
	}
	if of.CustomerID != nil {
		all = append(all, filter.SQL("consents.customer_id = ?", *of.CustomerID))
	}
	if of.Email != nil {
		all = append(all, filter.SQL("consents.email_key = ?", input.EmailKey(*of.Email)))
	}
	if of.Guests {
		all = append(all, filter.SQL("consents.email_key IS NOT NULL"))
	}
	if of.Current {
		all = append(all, filter.SQL("consents.current"))
	}
	return filter.And(append(all, filter.Enum(channel, of.Channel, nil),
		filter.Enum(state, of.State, nil))...)
}

// CurrentOf returns the current statements of customers that the caller may read, by customer, in the order of the
// channels in the schema.
func (s *Service) CurrentOf(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]*models.MarketingConsent, error) {
	q := s.db.Read(ctx).Where("current AND customer_id IS NOT NULL").Where(s.db.In("customer_id", customerIDs))
	if !caller.Can(models.CustomersRead) {
		if caller.Kind != auth.Customer {
			return nil, nil
		}
		q = q.Where("customer_id = ?", caller.CustomerID)
	}
	var rows []*models.MarketingConsent
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the marketing consent of customers: %w", err)
	}
	order := models.MarketingChannels()
	slices.SortFunc(rows, func(a, b *models.MarketingConsent) int {
		return slices.Index(order, a.Channel) - slices.Index(order, b.Channel)
	})
	found := map[string][]*models.MarketingConsent{}
	for _, row := range rows {
		found[*row.CustomerID] = append(found[*row.CustomerID], row)
	}
	return found, nil
}

// GetMany returns the statements with the given ids that the caller may read, by id.
func (s *Service) GetMany(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.MarketingConsent, error) {
	return lists.GetMany(ctx, s.db, caller, caller.Can(models.CustomersRead), "customer_id", ids,
		func(c *models.MarketingConsent) string { return c.ID })
}
