using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class GuestNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "guest_email",
                table: "invitation",
                type: "TEXT",
                nullable: true,
                computedColumnSql: "coalesce(json_extract(guest, '$.email'), '')",
                stored: false);

            migrationBuilder.AddColumn<string>(
                name: "guest_name",
                table: "invitation",
                type: "TEXT",
                nullable: true,
                computedColumnSql: "lower(coalesce(json_extract(guest, '$.lastName'), json_extract(guest, '$.firstName'), json_extract(guest, '$.email'), ''))",
                stored: false);

            migrationBuilder.AddColumn<string>(
                name: "guest_words",
                table: "invitation",
                type: "TEXT",
                nullable: true,
                computedColumnSql: "coalesce(json_extract(guest, '$.firstName'), '') || ' ' || coalesce(json_extract(guest, '$.lastName'), '') || ' ' || coalesce(json_extract(guest, '$.email'), '')",
                stored: false);

            migrationBuilder.CreateIndex(
                name: "ix_invitation_guest_email_id",
                table: "invitation",
                columns: new[] { "workspace_id", "guest_email", "id" },
                filter: "agreement_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invitation_guest_name_id",
                table: "invitation",
                columns: new[] { "workspace_id", "guest_name", "id" },
                filter: "agreement_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invitation_guest_email_id",
                table: "invitation");

            migrationBuilder.DropIndex(
                name: "ix_invitation_guest_name_id",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "guest_email",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "guest_name",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "guest_words",
                table: "invitation");
        }
    }
}
