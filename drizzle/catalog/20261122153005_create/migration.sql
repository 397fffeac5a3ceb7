CREATE TABLE `products` (
	`sku` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`category` text NOT NULL,
	`price` numeric(10,2) NOT NULL,
	`description` text,
	`weight` real,
	`active` integer DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` integer PRIMARY KEY,
	`sku` text NOT NULL,
	`user_id` integer NOT NULL,
	`rating` integer NOT NULL,
	`body` text,
	`created_at` integer DEFAULT (unixepoch()) NOT NULL,
	CONSTRAINT `fk_reviews_sku_products_sku_fk` FOREIGN KEY (`sku`) REFERENCES `products`(`sku`) ON DELETE CASCADE,
	CONSTRAINT "reviews_rating" CHECK("rating" between 1 and 5)
);
--> statement-breakpoint
CREATE INDEX `products_category` ON `products` (`category`);--> statement-breakpoint
CREATE INDEX `reviews_sku` ON `reviews` (`sku`);--> statement-breakpoint
CREATE INDEX `reviews_user_id` ON `reviews` (`user_id`);