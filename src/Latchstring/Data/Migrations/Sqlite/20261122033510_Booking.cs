using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Booking : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_message_code_id_generation",
                table: "message");

            migrationBuilder.AddColumn<bool>(
                name: "track_opens",
                table: "workspace",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "credits",
                table: "person",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "location_id",
                table: "person",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "membership",
                table: "person",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Active");

            migrationBuilder.AddColumn<string>(
                name: "segment",
                table: "person",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "invite_hours",
                table: "offering",
                type: "INTEGER",
                nullable: false,
                defaultValue: 240);

            migrationBuilder.AddColumn<byte[]>(
                name: "location_id",
                table: "offering",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "remind_hours",
                table: "offering",
                type: "INTEGER",
                nullable: true,
                defaultValue: 168);

            migrationBuilder.AddColumn<long>(
                name: "delivered_at",
                table: "message",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "opened_at",
                table: "message",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider_id",
                table: "message",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<TimeOnly>(
                name: "closes_at",
                table: "lane",
                type: "TEXT",
                nullable: false,
                defaultValue: new TimeOnly(16, 0, 0));

            migrationBuilder.AddColumn<TimeOnly>(
                name: "opens_at",
                table: "lane",
                type: "TEXT",
                nullable: false,
                defaultValue: new TimeOnly(8, 0, 0));

            migrationBuilder.CreateTable(
                name: "campaign",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: true),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    skipped = table.Column<string>(type: "TEXT", nullable: false),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_campaign_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_campaign_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: true),
                    options = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    @new = table.Column<int>(name: "new", type: "INTEGER", nullable: false),
                    changed = table.Column<int>(type: "INTEGER", nullable: false),
                    unchanged = table.Column<int>(type: "INTEGER", nullable: false),
                    conflicts = table.Column<int>(type: "INTEGER", nullable: false),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_import_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "location",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    support_contact = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_location", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_location_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "session_series",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    days = table.Column<int>(type: "INTEGER", maxLength: 32, nullable: false),
                    first_day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    last_day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    starts_at = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_series", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_session_series_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_series_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "invitation",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    code_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    campaign_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    generation = table.Column<int>(type: "INTEGER", nullable: false),
                    inviter_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reminded_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancelled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitation", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_invitation_campaign_id",
                        columns: x => new { x.workspace_id, x.campaign_id },
                        principalTable: "campaign",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invitation_code_id",
                        columns: x => new { x.workspace_id, x.code_id },
                        principalTable: "access_code",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_invitation_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invitation_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_invitation_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_change",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    import_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    before = table.Column<string>(type: "TEXT", nullable: true),
                    version_after = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_change", x => new { x.workspace_id, x.import_id, x.person_id });
                    table.ForeignKey(
                        name: "fk_import_change_import_id",
                        columns: x => new { x.workspace_id, x.import_id },
                        principalTable: "import",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_import_change_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "session",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    series_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    series_day = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    place = table.Column<string>(type: "TEXT", nullable: true),
                    trainer = table.Column<string>(type: "TEXT", nullable: true),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    capacity = table.Column<int>(type: "INTEGER", nullable: true),
                    booked = table.Column<int>(type: "INTEGER", nullable: false),
                    credits = table.Column<int>(type: "INTEGER", nullable: false),
                    open_to = table.Column<int>(type: "INTEGER", maxLength: 32, nullable: false),
                    cancelled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session", x => new { x.workspace_id, x.id });
                    table.CheckConstraint("ck_session_seats", "booked >= 0 and (capacity is null or booked <= capacity)");
                    table.ForeignKey(
                        name: "fk_session_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_series_id",
                        columns: x => new { x.workspace_id, x.series_id },
                        principalTable: "session_series",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "booking",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    session_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    attendance = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    attended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    credits = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booking", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_booking_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_booking_session_id",
                        columns: x => new { x.workspace_id, x.session_id },
                        principalTable: "session",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_booking_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_person_client_id",
                table: "person",
                columns: new[] { "workspace_id", "client_id" },
                filter: "client_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_person_location_id_segment_id",
                table: "person",
                columns: new[] { "workspace_id", "location_id", "segment", "id" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_person_credits",
                table: "person",
                sql: "credits is null or credits >= 0");

            migrationBuilder.CreateIndex(
                name: "ix_offering_location_id",
                table: "offering",
                columns: new[] { "workspace_id", "location_id" },
                unique: true,
                filter: "location_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_message_code_id_type_channel_generation",
                table: "message",
                columns: new[] { "workspace_id", "code_id", "type", "channel", "generation" },
                unique: true,
                filter: "code_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_message_sending_id",
                table: "message",
                columns: new[] { "workspace_id", "sending_id" });

            migrationBuilder.CreateIndex(
                name: "ix_booking_person_id",
                table: "booking",
                columns: new[] { "workspace_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_booking_session_id_person_id",
                table: "booking",
                columns: new[] { "workspace_id", "session_id", "person_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_booking_waiting",
                table: "booking",
                columns: new[] { "workspace_id", "session_id", "since" },
                filter: "status = 'Waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_campaign_offering_id_id",
                table: "campaign",
                columns: new[] { "workspace_id", "offering_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitation_campaign_id",
                table: "invitation",
                columns: new[] { "workspace_id", "campaign_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitation_code_id",
                table: "invitation",
                columns: new[] { "workspace_id", "code_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitation_offering_id_person_id",
                table: "invitation",
                columns: new[] { "workspace_id", "offering_id", "person_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invitation_person_id",
                table: "invitation",
                columns: new[] { "workspace_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitation_to_remind",
                table: "invitation",
                column: "expires_at",
                filter: "reminded_at is null and cancelled_at is null and expires_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_location_name",
                table: "location",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_session_offering_id_starts_at",
                table: "session",
                columns: new[] { "workspace_id", "offering_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_session_series_id_series_day",
                table: "session",
                columns: new[] { "workspace_id", "series_id", "series_day" },
                unique: true,
                filter: "series_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_session_starts_at",
                table: "session",
                columns: new[] { "workspace_id", "starts_at" });

            migrationBuilder.AddForeignKey(
                name: "fk_offering_location_id",
                table: "offering",
                columns: new[] { "workspace_id", "location_id" },
                principalTable: "location",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_person_location_id",
                table: "person",
                columns: new[] { "workspace_id", "location_id" },
                principalTable: "location",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_offering_location_id",
                table: "offering");

            migrationBuilder.DropForeignKey(
                name: "fk_person_location_id",
                table: "person");

            migrationBuilder.DropTable(
                name: "booking");

            migrationBuilder.DropTable(
                name: "import_change");

            migrationBuilder.DropTable(
                name: "invitation");

            migrationBuilder.DropTable(
                name: "location");

            migrationBuilder.DropTable(
                name: "session");

            migrationBuilder.DropTable(
                name: "import");

            migrationBuilder.DropTable(
                name: "campaign");

            migrationBuilder.DropTable(
                name: "session_series");

            migrationBuilder.DropIndex(
                name: "ix_person_client_id",
                table: "person");

            migrationBuilder.DropIndex(
                name: "ix_person_location_id_segment_id",
                table: "person");

            migrationBuilder.DropCheckConstraint(
                name: "ck_person_credits",
                table: "person");

            migrationBuilder.DropIndex(
                name: "ix_offering_location_id",
                table: "offering");

            migrationBuilder.DropIndex(
                name: "ix_message_code_id_type_channel_generation",
                table: "message");

            migrationBuilder.DropIndex(
                name: "ix_message_sending_id",
                table: "message");

            migrationBuilder.DropColumn(
                name: "track_opens",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "credits",
                table: "person");

            migrationBuilder.DropColumn(
                name: "location_id",
                table: "person");

            migrationBuilder.DropColumn(
                name: "membership",
                table: "person");

            migrationBuilder.DropColumn(
                name: "segment",
                table: "person");

            migrationBuilder.DropColumn(
                name: "invite_hours",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "location_id",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "remind_hours",
                table: "offering");

            migrationBuilder.DropColumn(
                name: "delivered_at",
                table: "message");

            migrationBuilder.DropColumn(
                name: "opened_at",
                table: "message");

            migrationBuilder.DropColumn(
                name: "provider_id",
                table: "message");

            migrationBuilder.DropColumn(
                name: "closes_at",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "opens_at",
                table: "lane");

            migrationBuilder.CreateIndex(
                name: "ix_message_code_id_generation",
                table: "message",
                columns: new[] { "workspace_id", "code_id", "generation" },
                unique: true,
                filter: "code_id is not null");
        }
    }
}
