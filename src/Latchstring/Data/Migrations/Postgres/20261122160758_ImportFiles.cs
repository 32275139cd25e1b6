using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ImportFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_participant_person_id",
                table: "participant");

            migrationBuilder.CreateTable(
                name: "import_file",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_file", x => new { x.workspace_id, x.import_id });
                    table.ForeignKey(
                        name: "fk_import_file_import_id",
                        columns: x => new { x.workspace_id, x.import_id },
                        principalTable: "import",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_import_file_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("insert into import_file (workspace_id, import_id, content) select workspace_id, id, content from import where content is not null");

            migrationBuilder.DropColumn(
                name: "content",
                table: "import");

            migrationBuilder.CreateIndex(
                name: "ix_participant_person_id",
                table: "participant",
                columns: new[] { "workspace_id", "person_id", "agreement_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_participant_person_id",
                table: "participant");

            migrationBuilder.AddColumn<byte[]>(
                name: "content",
                table: "import",
                type: "bytea",
                nullable: true);

            migrationBuilder.Sql("update import set content = (select f.content from import_file f where f.workspace_id = import.workspace_id and f.import_id = import.id)");

            migrationBuilder.DropTable(
                name: "import_file");

            migrationBuilder.CreateIndex(
                name: "ix_participant_person_id",
                table: "participant",
                columns: new[] { "workspace_id", "person_id" });
        }
    }
}
