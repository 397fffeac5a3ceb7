CREATE TABLE `order_items` (
	`id` integer PRIMARY KEY,
	`order_id` integer NOT NULL,
	`sku` text NOT NULL,
	`quantity` integer NOT NULL,
	`price` numeric(12,2) NOT NULL,
	CONSTRAINT `fk_order_items_order_id_orders_id_fk` FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON DELETE CASCADE,
	CONSTRAINT "order_items_quantity" CHECK("quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` integer PRIMARY KEY,
	`user_id` integer NOT NULL,
	`status` text DEFAULT 'draft' NOT NULL,
	`total` numeric(12,2) NOT NULL,
	`created_at` integer DEFAULT (unixepoch()) NOT NULL,
	CONSTRAINT "orders_status" CHECK("status" in ('draft', 'paid', 'shipped', 'cancelled'))
);
--> statement-breakpoint
CREATE INDEX `order_items_order_id` ON `order_items` (`order_id`);--> statement-breakpoint
CREATE INDEX `order_items_sku` ON `order_items` (`sku`);--> statement-breakpoint
CREATE INDEX `orders_user_id` ON `orders` (`user_id`);--> statement-breakpoint
CREATE INDEX `orders_created_at` ON `orders` (`created_at`);