using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BusyTables : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_access_code_workspace_id",
                table: "access_code");

            migrationBuilder.DropForeignKey(
                name: "fk_audit_entry_workspace_id",
                table: "audit_entry");

            migrationBuilder.DropForeignKey(
                name: "fk_redemption_workspace_id",
                table: "redemption");

            migrationBuilder.DropForeignKey(
                name: "fk_registration_workspace_id",
                table: "registration");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddForeignKey(
                name: "fk_access_code_workspace_id",
                table: "access_code",
                column: "workspace_id",
                principalTable: "workspace",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_audit_entry_workspace_id",
                table: "audit_entry",
                column: "workspace_id",
                principalTable: "workspace",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_redemption_workspace_id",
                table: "redemption",
                column: "workspace_id",
                principalTable: "workspace",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_registration_workspace_id",
                table: "registration",
                column: "workspace_id",
                principalTable: "workspace",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }
    }
}
