COMMENT ON TABLE "users" IS 'People who can sign in.';--> statement-breakpoint
COMMENT ON COLUMN "users"."country" IS 'ISO 3166 code of two letters; null: not told.';--> statement-breakpoint
COMMENT ON COLUMN "users"."created_at" IS 'When they signed up, to the microsecond.';--> statement-breakpoint
COMMENT ON TYPE "user_role" IS 'What a user may do.';--> statement-breakpoint
COMMENT ON TABLE "addresses" IS 'Where a user lives or works.';--> statement-breakpoint
COMMENT ON COLUMN "addresses"."primary" IS 'The one that orders are sent to.';
