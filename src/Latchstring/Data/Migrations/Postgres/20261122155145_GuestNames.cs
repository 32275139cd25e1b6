using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Postgres
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
                type: "text",
                nullable: true,
                computedColumnSql: "coalesce((guest::jsonb ->> 'email'), '')",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "guest_name",
                table: "invitation",
                type: "text",
                nullable: true,
                computedColumnSql: "lower(coalesce((guest::jsonb ->> 'lastName'), (guest::jsonb ->> 'firstName'), (guest::jsonb ->> 'email'), ''))",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "guest_words",
                table: "invitation",
                type: "text",
                nullable: true,
                computedColumnSql: "coalesce((guest::jsonb ->> 'firstName'), '') || ' ' || coalesce((guest::jsonb ->> 'lastName'), '') || ' ' || coalesce((guest::jsonb ->> 'email'), '')",
                stored: true);

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
