using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Partners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invitation_offering_id_person_id",
                table: "invitation");

            migrationBuilder.AddColumn<string>(
                name: "partner_menu",
                table: "workspace",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "answers",
                table: "registration",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "checked_in_at",
                table: "registration",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "companion_of",
                table: "registration",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "invitation_id",
                table: "registration",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "colour",
                table: "organisation",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                table: "organisation",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "publication",
                table: "organisation",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "most_companions",
                table: "offering",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "needs_approval",
                table: "offering",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "venue",
                table: "offering",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "waiting_list",
                table: "offering",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "organisation_id",
                table: "invite_link",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "partner",
                table: "invite_link",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "agreement_id",
                table: "invitation",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "counted_at",
                table: "invitation",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "declined_at",
                table: "invitation",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "guest",
                table: "invitation",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "message",
                table: "agreement",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "quota",
                table: "agreement",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "organisation_id",
                table: "account",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "partner",
                table: "account",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "check_in",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    offering_id = table.Column<Guid>(type: "uuid", nullable: false),
                    registration_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    device = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    actor_name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_check_in", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_check_in_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_check_in_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "package",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: true),
                    invitation_quota = table.Column<int>(type: "integer", nullable: true),
                    price_amount = table.Column<long>(type: "bigint", nullable: true),
                    price_currency = table.Column<string>(type: "text", nullable: true),
                    most_held = table.Column<int>(type: "integer", nullable: true),
                    available_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    available_till = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_package", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_package_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "registration_page",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    offering_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    steps = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_registration_page", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_registration_page_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_registration_page_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "holding",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    agreement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    package_id = table.Column<Guid>(type: "uuid", nullable: false),
                    quantity = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holding", x => new { x.workspace_id, x.agreement_id, x.package_id });
                    table.CheckConstraint("ck_holding_quantity", "quantity > 0");
                    table.ForeignKey(
                        name: "fk_holding_agreement_id",
                        columns: x => new { x.workspace_id, x.agreement_id },
                        principalTable: "agreement",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_holding_package_id",
                        columns: x => new { x.workspace_id, x.package_id },
                        principalTable: "package",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_holding_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "partner_settings",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    offering_id = table.Column<Guid>(type: "uuid", nullable: false),
                    on = table.Column<bool>(type: "boolean", nullable: false),
                    quota = table.Column<int>(type: "integer", nullable: true),
                    quota_use = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    page_id = table.Column<Guid>(type: "uuid", nullable: true),
                    template = table.Column<bool>(type: "boolean", nullable: false),
                    fields = table.Column<string>(type: "text", nullable: true),
                    other_badges = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partner_settings", x => new { x.workspace_id, x.offering_id });
                    table.ForeignKey(
                        name: "fk_partner_settings_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_partner_settings_page_id",
                        columns: x => new { x.workspace_id, x.page_id },
                        principalTable: "registration_page",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_partner_settings_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_registration_companion_of",
                table: "registration",
                columns: new[] { "workspace_id", "companion_of" },
                filter: "companion_of is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invitation_agreement_id_person_id",
                table: "invitation",
                columns: new[] { "workspace_id", "agreement_id", "person_id" },
                unique: true,
                filter: "agreement_id is not null and cancelled_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_invitation_offering_id_agreement_id_id",
                table: "invitation",
                columns: new[] { "workspace_id", "offering_id", "agreement_id", "id" },
                filter: "agreement_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invitation_offering_id_person_id",
                table: "invitation",
                columns: new[] { "workspace_id", "offering_id", "person_id" },
                unique: true,
                filter: "agreement_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_account_organisation_id",
                table: "account",
                columns: new[] { "workspace_id", "organisation_id" },
                filter: "organisation_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_check_in_offering_id_at",
                table: "check_in",
                columns: new[] { "workspace_id", "offering_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_check_in_registration_id",
                table: "check_in",
                columns: new[] { "workspace_id", "registration_id" });

            migrationBuilder.CreateIndex(
                name: "ix_holding_package_id",
                table: "holding",
                columns: new[] { "workspace_id", "package_id" });

            migrationBuilder.CreateIndex(
                name: "ix_package_name",
                table: "package",
                columns: new[] { "workspace_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_registration_page_offering_id",
                table: "registration_page",
                columns: new[] { "workspace_id", "offering_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_account_organisation_id",
                table: "account",
                columns: new[] { "workspace_id", "organisation_id" },
                principalTable: "organisation",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_invitation_agreement_id",
                table: "invitation",
                columns: new[] { "workspace_id", "agreement_id" },
                principalTable: "agreement",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_invite_link_organisation_id",
                table: "invite_link",
                columns: new[] { "workspace_id", "organisation_id" },
                principalTable: "organisation",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_organisation_parent_id",
                table: "organisation",
                columns: new[] { "workspace_id", "parent_id" },
                principalTable: "organisation",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_account_organisation_id",
                table: "account");

            migrationBuilder.DropForeignKey(
                name: "fk_invitation_agreement_id",
                table: "invitation");

            migrationBuilder.DropForeignKey(
                name: "fk_invite_link_organisation_id",
                table: "invite_link");

            migrationBuilder.DropForeignKey(
                name: "fk_organisation_parent_id",
                table: "organisation");

            migrationBuilder.DropTable(
                name: "check_in");

            migrationBuilder.DropTable(
                name: "holding");

            migrationBuilder.DropTable(
                name: "partner_settings");

            migrationBuilder.DropTable(
                name: "package");

            migrationBuilder.DropTable(
                name: "registration_page");

            migrationBuilder.DropIndex(
                name: "ix_registration_companion_of",
                table: "registration");

            migrationBuilder.DropIndex(
                name: "ix_invitation_agreement_id_person_id",
                table: "invitation");

            migrationBuilder.DropIndex(
                name: "ix_invitation_offering_id_agreement_id_id",
                table: "invitation");

            migrationBuilder.DropIndex(
                name: "ix_invitation_offering_id_person_id",
                table: "invitation");

            migrationBuilder.DropIndex(
                name: "ix_account_organisation_id",
                table: "account");

            migrationBuilder.DropColumn(
                name: "partner_menu",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "answers",
                table: "registration");

            migrationBuilder.DropColumn(
                name: "checked_in_at",
                table: "registration");

            migrationBuilder.DropColumn(
                name: "companion_of",
                table: "registration");

            migrationBuilder.DropColumn(
                name: "invitation_id",
                table: "registration");

            migrationBuilder.DropColumn(
                name: "colour",
                table: "organisation");

            migrationBuilder.DropColumn(
                name: "parent_id",
                table: "organisation");

            migrationBuilder.DropColumn(
                name: "publication",
                table: "organisation");

            migrationBuilder.DropColumn(
                name: "most_companions",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "needs_approval",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "venue",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "waiting_list",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "organisation_id",
                table: "invite_link");

            migrationBuilder.DropColumn(
                name: "partner",
                table: "invite_link");

            migrationBuilder.DropColumn(
                name: "agreement_id",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "counted_at",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "declined_at",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "guest",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "message",
                table: "agreement");

            migrationBuilder.DropColumn(
                name: "quota",
                table: "agreement");

            migrationBuilder.DropColumn(
                name: "organisation_id",
                table: "account");

            migrationBuilder.DropColumn(
                name: "partner",
                table: "account");

            migrationBuilder.CreateIndex(
                name: "ix_invitation_offering_id_person_id",
                table: "invitation",
                columns: new[] { "workspace_id", "offering_id", "person_id" },
                unique: true);
        }
    }
}
