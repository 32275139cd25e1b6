using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Agreements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "max_import_megabytes",
                table: "workspace",
                type: "INTEGER",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.AddColumn<int>(
                name: "max_import_rows",
                table: "workspace",
                type: "INTEGER",
                nullable: false,
                defaultValue: 200000);

            migrationBuilder.AddColumn<byte[]>(
                name: "location_id",
                table: "session",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "price_detail",
                table: "redemption",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "agreement_id",
                table: "price",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_default",
                table: "price",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "registration_fields",
                table: "offering",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "code_id",
                table: "import_change",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "code_made",
                table: "import_change",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "joined",
                table: "import_change",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "person_same",
                table: "import_change",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<byte[]>(
                name: "price_before",
                table: "import_change",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "agreement_id",
                table: "import",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "batch_id",
                table: "import",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "report",
                table: "import",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "agreement_id",
                table: "code_batch",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notice",
                table: "booking",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "redemption_id",
                table: "booking",
                type: "BLOB",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "availability",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    location_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    days = table.Column<int>(type: "INTEGER", maxLength: 32, nullable: false),
                    opens_at = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    closes_at = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    every = table.Column<int>(type: "INTEGER", nullable: false),
                    places = table.Column<int>(type: "INTEGER", nullable: false),
                    first_day = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    last_day = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_availability", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_availability_location_id",
                        columns: x => new { x.workspace_id, x.location_id },
                        principalTable: "location",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_availability_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_availability_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "availability_exception",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    location_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    opens_at = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    closes_at = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_availability_exception", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_availability_exception_location_id",
                        columns: x => new { x.workspace_id, x.location_id },
                        principalTable: "location",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_availability_exception_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_availability_exception_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "csv_template",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    columns = table.Column<string>(type: "TEXT", nullable: false),
                    match = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_csv_template", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_csv_template_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "extra",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_extra", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_extra_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_extra_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "hold",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    session_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    code_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hold", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_hold_code_id",
                        columns: x => new { x.workspace_id, x.code_id },
                        principalTable: "access_code",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_hold_session_id",
                        columns: x => new { x.workspace_id, x.session_id },
                        principalTable: "session",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_hold_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "organisation",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisation", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_organisation_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "payment",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    redemption_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    paid_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_payment_redemption_id",
                        columns: x => new { x.workspace_id, x.redemption_id },
                        principalTable: "redemption",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payment_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "prepared_file",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    actor_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_prepared_file", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_prepared_file_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "property",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    type = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    choices = table.Column<string>(type: "TEXT", nullable: true),
                    is_identifier = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_property", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_property_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "price_extra",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    price_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    extra_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_extra", x => new { x.workspace_id, x.price_id, x.extra_id });
                    table.ForeignKey(
                        name: "fk_price_extra_extra_id",
                        columns: x => new { x.workspace_id, x.extra_id },
                        principalTable: "extra",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_price_extra_price_id",
                        columns: x => new { x.workspace_id, x.price_id },
                        principalTable: "price",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_price_extra_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "agreement",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    organisation_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    programme_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: true),
                    prefix = table.Column<string>(type: "TEXT", nullable: true),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    identifier = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    identifier_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    template_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    strict_assignee = table.Column<bool>(type: "INTEGER", nullable: false),
                    release_on_cancel = table.Column<bool>(type: "INTEGER", nullable: false),
                    code_use = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    payment = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    redeemed = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agreement", x => new { x.workspace_id, x.id });
                    table.CheckConstraint("ck_agreement_redeemed", "redeemed >= 0");
                    table.ForeignKey(
                        name: "fk_agreement_identifier_id",
                        columns: x => new { x.workspace_id, x.identifier_id },
                        principalTable: "property",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_agreement_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_agreement_organisation_id",
                        columns: x => new { x.workspace_id, x.organisation_id },
                        principalTable: "organisation",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_agreement_programme_id",
                        columns: x => new { x.workspace_id, x.programme_id },
                        principalTable: "programme",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_agreement_template_id",
                        columns: x => new { x.workspace_id, x.template_id },
                        principalTable: "csv_template",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_agreement_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "person_property",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    property_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_property", x => new { x.workspace_id, x.person_id, x.property_id });
                    table.ForeignKey(
                        name: "fk_person_property_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_person_property_property_id",
                        columns: x => new { x.workspace_id, x.property_id },
                        principalTable: "property",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_person_property_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "participant",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    agreement_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    notes = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_participant", x => new { x.workspace_id, x.agreement_id, x.person_id });
                    table.ForeignKey(
                        name: "fk_participant_agreement_id",
                        columns: x => new { x.workspace_id, x.agreement_id },
                        principalTable: "agreement",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_participant_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_participant_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "price_rule",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    agreement_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    price_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    conditions = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_rule", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_price_rule_agreement_id",
                        columns: x => new { x.workspace_id, x.agreement_id },
                        principalTable: "agreement",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_price_rule_price_id",
                        columns: x => new { x.workspace_id, x.price_id },
                        principalTable: "price",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_price_rule_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_session_offering_id_location_id_starts_at",
                table: "session",
                columns: new[] { "workspace_id", "offering_id", "location_id", "starts_at" },
                unique: true,
                filter: "location_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_price_agreement_id_offering_id",
                table: "price",
                columns: new[] { "workspace_id", "agreement_id", "offering_id" },
                unique: true,
                filter: "is_default");

            migrationBuilder.CreateIndex(
                name: "ix_code_batch_agreement_id",
                table: "code_batch",
                columns: new[] { "workspace_id", "agreement_id" },
                filter: "agreement_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_booking_notice",
                table: "booking",
                column: "notice",
                filter: "notice is not null");

            migrationBuilder.CreateIndex(
                name: "ix_booking_redemption_id",
                table: "booking",
                columns: new[] { "workspace_id", "redemption_id" },
                filter: "redemption_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_agreement_organisation_id_name",
                table: "agreement",
                columns: new[] { "workspace_id", "organisation_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_availability_offering_id_location_id",
                table: "availability",
                columns: new[] { "workspace_id", "offering_id", "location_id" });

            migrationBuilder.CreateIndex(
                name: "ix_availability_exception_location_id_day",
                table: "availability_exception",
                columns: new[] { "workspace_id", "location_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_csv_template_name",
                table: "csv_template",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_extra_offering_id_position",
                table: "extra",
                columns: new[] { "workspace_id", "offering_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_hold_session_id",
                table: "hold",
                columns: new[] { "workspace_id", "session_id" });

            migrationBuilder.CreateIndex(
                name: "ix_hold_until",
                table: "hold",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "ix_organisation_name",
                table: "organisation",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_participant_person_id",
                table: "participant",
                columns: new[] { "workspace_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_payment_due",
                table: "payment",
                column: "expires_at",
                filter: "status = 'Due'");

            migrationBuilder.CreateIndex(
                name: "ix_payment_redemption_id",
                table: "payment",
                columns: new[] { "workspace_id", "redemption_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payment_reference",
                table: "payment",
                column: "reference",
                unique: true,
                filter: "reference is not null");

            migrationBuilder.CreateIndex(
                name: "ix_person_property_property_id_value",
                table: "person_property",
                columns: new[] { "workspace_id", "property_id", "value" });

            migrationBuilder.CreateIndex(
                name: "ix_prepared_file_expires_at",
                table: "prepared_file",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_price_rule_agreement_id_position",
                table: "price_rule",
                columns: new[] { "workspace_id", "agreement_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_property_label",
                table: "property",
                columns: new[] { "workspace_id", "label" });

            migrationBuilder.AddForeignKey(
                name: "fk_booking_redemption_id",
                table: "booking",
                columns: new[] { "workspace_id", "redemption_id" },
                principalTable: "redemption",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_code_batch_agreement_id",
                table: "code_batch",
                columns: new[] { "workspace_id", "agreement_id" },
                principalTable: "agreement",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_import_agreement_id",
                table: "import",
                columns: new[] { "workspace_id", "agreement_id" },
                principalTable: "agreement",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_import_batch_id",
                table: "import",
                columns: new[] { "workspace_id", "batch_id" },
                principalTable: "code_batch",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_price_agreement_id",
                table: "price",
                columns: new[] { "workspace_id", "agreement_id" },
                principalTable: "agreement",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_session_location_id",
                table: "session",
                columns: new[] { "workspace_id", "location_id" },
                principalTable: "location",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            // SQLite makes a table anew when its keys change, and only what the model knows comes back.
            migrationBuilder.Sql("create index if not exists ix_access_code_valid_till on access_code (workspace_id, coalesce(valid_till, 9223372036854775807), id)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_booking_redemption_id",
                table: "booking");

            migrationBuilder.DropForeignKey(
                name: "fk_code_batch_agreement_id",
                table: "code_batch");

            migrationBuilder.DropForeignKey(
                name: "fk_import_agreement_id",
                table: "import");

            migrationBuilder.DropForeignKey(
                name: "fk_import_batch_id",
                table: "import");

            migrationBuilder.DropForeignKey(
                name: "fk_price_agreement_id",
                table: "price");

            migrationBuilder.DropForeignKey(
                name: "fk_session_location_id",
                table: "session");

            migrationBuilder.DropTable(
                name: "availability");

            migrationBuilder.DropTable(
                name: "availability_exception");

            migrationBuilder.DropTable(
                name: "hold");

            migrationBuilder.DropTable(
                name: "participant");

            migrationBuilder.DropTable(
                name: "payment");

            migrationBuilder.DropTable(
                name: "person_property");

            migrationBuilder.DropTable(
                name: "prepared_file");

            migrationBuilder.DropTable(
                name: "price_extra");

            migrationBuilder.DropTable(
                name: "price_rule");

            migrationBuilder.DropTable(
                name: "extra");

            migrationBuilder.DropTable(
                name: "agreement");

            migrationBuilder.DropTable(
                name: "property");

            migrationBuilder.DropTable(
                name: "organisation");

            migrationBuilder.DropTable(
                name: "csv_template");

            migrationBuilder.DropIndex(
                name: "ix_session_offering_id_location_id_starts_at",
                table: "session");

            migrationBuilder.DropIndex(
                name: "ix_price_agreement_id_offering_id",
                table: "price");

            migrationBuilder.DropIndex(
                name: "ix_code_batch_agreement_id",
                table: "code_batch");

            migrationBuilder.DropIndex(
                name: "ix_booking_notice",
                table: "booking");

            migrationBuilder.DropIndex(
                name: "ix_booking_redemption_id",
                table: "booking");

            migrationBuilder.DropColumn(
                name: "max_import_megabytes",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "max_import_rows",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "location_id",
                table: "session");

            migrationBuilder.DropColumn(
                name: "price_detail",
                table: "redemption");

            migrationBuilder.DropColumn(
                name: "agreement_id",
                table: "price");

            migrationBuilder.DropColumn(
                name: "is_default",
                table: "price");

            migrationBuilder.DropColumn(
                name: "registration_fields",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "code_id",
                table: "import_change");

            migrationBuilder.DropColumn(
                name: "code_made",
                table: "import_change");

            migrationBuilder.DropColumn(
                name: "joined",
                table: "import_change");

            migrationBuilder.DropColumn(
                name: "person_same",
                table: "import_change");

            migrationBuilder.DropColumn(
                name: "price_before",
                table: "import_change");

            migrationBuilder.DropColumn(
                name: "agreement_id",
                table: "import");

            migrationBuilder.DropColumn(
                name: "batch_id",
                table: "import");

            migrationBuilder.DropColumn(
                name: "report",
                table: "import");

            migrationBuilder.DropColumn(
                name: "agreement_id",
                table: "code_batch");

            migrationBuilder.DropColumn(
                name: "notice",
                table: "booking");

            migrationBuilder.DropColumn(
                name: "redemption_id",
                table: "booking");
        }
    }
}
