using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Latchstring.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "installation_value",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_installation_value", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "workspace",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    slug = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    locale = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    support_contact = table.Column<string>(type: "TEXT", nullable: true),
                    password_length = table.Column<int>(type: "INTEGER", nullable: false),
                    max_batch = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "api_key",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    key_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hint = table.Column<string>(type: "TEXT", nullable: false),
                    permissions = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_api_key_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor_kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    actor_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    tx = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entry", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_audit_entry_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "audit_seal",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    from_tx = table.Column<long>(type: "INTEGER", nullable: false),
                    to_tx = table.Column<long>(type: "INTEGER", nullable: false),
                    entries = table.Column<int>(type: "INTEGER", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seal", x => new { x.workspace_id, x.number });
                    table.ForeignKey(
                        name: "fk_audit_seal_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "code_export",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    filter = table.Column<string>(type: "TEXT", nullable: false),
                    codes = table.Column<int>(type: "INTEGER", nullable: false),
                    actor_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_export", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_code_export_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "code_request",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    refusal = table.Column<string>(type: "TEXT", nullable: true),
                    code_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    handled_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_request", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_code_request_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "failure_count",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    bucket = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    window_ends_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_failure_count", x => new { x.workspace_id, x.bucket });
                    table.ForeignKey(
                        name: "fk_failure_count_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_answer",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    owner_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    request_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    status_code = table.Column<int>(type: "INTEGER", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotent_answer", x => new { x.workspace_id, x.owner_id, x.key });
                    table.ForeignKey(
                        name: "fk_idempotent_answer_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "job",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    done = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    fence = table.Column<int>(type: "INTEGER", nullable: false),
                    result = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_job_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "name_sequence",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name_fingerprint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    next = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_name_sequence", x => new { x.workspace_id, x.name_fingerprint });
                    table.ForeignKey(
                        name: "fk_name_sequence_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "offering",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    time_zone = table.Column<string>(type: "TEXT", nullable: true),
                    price_amount = table.Column<long>(type: "INTEGER", nullable: true),
                    price_currency = table.Column<string>(type: "TEXT", nullable: true),
                    capacity = table.Column<int>(type: "INTEGER", nullable: true),
                    registered = table.Column<int>(type: "INTEGER", nullable: false),
                    access_days = table.Column<int>(type: "INTEGER", nullable: true),
                    how_to_url = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_offering", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_offering_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "person",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    first_name = table.Column<string>(type: "TEXT", nullable: true),
                    last_name = table.Column<string>(type: "TEXT", nullable: true),
                    client_id = table.Column<string>(type: "TEXT", nullable: true),
                    locale = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_person_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "programme",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    archived_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_programme", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_programme_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "retired_text",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    fingerprint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    code_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    alias_until = table.Column<long>(type: "INTEGER", nullable: true),
                    sealed_text = table.Column<byte[]>(type: "BLOB", nullable: true),
                    retired_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_retired_text", x => new { x.workspace_id, x.fingerprint });
                    table.ForeignKey(
                        name: "fk_retired_text_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "price",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: true),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_price_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_price_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "resource",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: true),
                    file_name = table.Column<string>(type: "TEXT", nullable: true),
                    content_type = table.Column<string>(type: "TEXT", nullable: true),
                    content = table.Column<byte[]>(type: "BLOB", nullable: true),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resource", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_resource_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_resource_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false),
                    normalized_email = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    staff = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    scoped = table.Column<bool>(type: "INTEGER", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    locale = table.Column<string>(type: "TEXT", nullable: true),
                    two_factor_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    authenticator_key = table.Column<byte[]>(type: "BLOB", nullable: true),
                    recovery_code_hashes = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_sign_in_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_account_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_account_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "invite_link",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    staff = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: true),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    spent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invite_link", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_invite_link_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invite_link_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "registration",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    redemption_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    source = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    access_until = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_registration", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_registration_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_registration_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_registration_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "programme_offering",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    programme_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_programme_offering", x => new { x.workspace_id, x.programme_id, x.offering_id });
                    table.ForeignKey(
                        name: "fk_programme_offering_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_programme_offering_programme_id",
                        columns: x => new { x.workspace_id, x.programme_id },
                        principalTable: "programme",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_programme_offering_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "code_batch",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    programme_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    issued = table.Column<int>(type: "INTEGER", nullable: false),
                    next_number = table.Column<int>(type: "INTEGER", nullable: false),
                    naming = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    sealed_name = table.Column<byte[]>(type: "BLOB", nullable: true),
                    first_in_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    max_uses = table.Column<int>(type: "INTEGER", nullable: true),
                    valid_from = table.Column<long>(type: "INTEGER", nullable: true),
                    valid_till = table.Column<long>(type: "INTEGER", nullable: true),
                    price_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    origin = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    made_by = table.Column<byte[]>(type: "BLOB", nullable: true),
                    made_by_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used = table.Column<int>(type: "INTEGER", nullable: false),
                    uses = table.Column<long>(type: "INTEGER", nullable: false),
                    inactive = table.Column<int>(type: "INTEGER", nullable: false),
                    archived = table.Column<int>(type: "INTEGER", nullable: false),
                    deleted = table.Column<int>(type: "INTEGER", nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_batch", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_code_batch_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_code_batch_price_id",
                        columns: x => new { x.workspace_id, x.price_id },
                        principalTable: "price",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_code_batch_programme_id",
                        columns: x => new { x.workspace_id, x.programme_id },
                        principalTable: "programme",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_code_batch_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_scope",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    account_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    offering_id = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_scope", x => new { x.workspace_id, x.account_id, x.offering_id });
                    table.ForeignKey(
                        name: "fk_account_scope_account_id",
                        columns: x => new { x.workspace_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_account_scope_offering_id",
                        columns: x => new { x.workspace_id, x.offering_id },
                        principalTable: "offering",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_account_scope_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "passkey",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    credential_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    account_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    data = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkey", x => new { x.workspace_id, x.credential_id });
                    table.ForeignKey(
                        name: "fk_passkey_account_id",
                        columns: x => new { x.workspace_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_passkey_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saved_view",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    account_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    list = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    query = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_view", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_saved_view_account_id",
                        columns: x => new { x.workspace_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_saved_view_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "access_code",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    batch_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    fingerprint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    sealed_text = table.Column<byte[]>(type: "BLOB", nullable: true),
                    max_uses = table.Column<int>(type: "INTEGER", nullable: true),
                    use_count = table.Column<int>(type: "INTEGER", nullable: false),
                    valid_from = table.Column<long>(type: "INTEGER", nullable: true),
                    valid_till = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    assignee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    price_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    export_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_code", x => new { x.workspace_id, x.id });
                    table.CheckConstraint("ck_access_code_uses", "use_count >= 0 and (max_uses is null or use_count <= max_uses)");
                    table.ForeignKey(
                        name: "fk_access_code_assignee_id",
                        columns: x => new { x.workspace_id, x.assignee_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_access_code_batch_id",
                        columns: x => new { x.workspace_id, x.batch_id },
                        principalTable: "code_batch",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_access_code_price_id",
                        columns: x => new { x.workspace_id, x.price_id },
                        principalTable: "price",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_access_code_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "redemption",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    code_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    batch_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    round = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    price_amount = table.Column<long>(type: "INTEGER", nullable: true),
                    price_currency = table.Column<string>(type: "TEXT", nullable: true),
                    price_reason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    redeemed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reversed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_redemption", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_redemption_code_id",
                        columns: x => new { x.workspace_id, x.code_id },
                        principalTable: "access_code",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_redemption_person_id",
                        columns: x => new { x.workspace_id, x.person_id },
                        principalTable: "person",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_redemption_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "reversal",
                columns: table => new
                {
                    workspace_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    redemption_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reversal", x => new { x.workspace_id, x.redemption_id });
                    table.ForeignKey(
                        name: "fk_reversal_redemption_id",
                        columns: x => new { x.workspace_id, x.redemption_id },
                        principalTable: "redemption",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reversal_workspace_id",
                        column: x => x.workspace_id,
                        principalTable: "workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_access_code_assignee_id",
                table: "access_code",
                columns: new[] { "workspace_id", "assignee_id" },
                filter: "assignee_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_access_code_fingerprint",
                table: "access_code",
                columns: new[] { "workspace_id", "fingerprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_access_code_off",
                table: "access_code",
                columns: new[] { "workspace_id", "id" },
                filter: "state <> 'Active'");

            migrationBuilder.CreateIndex(
                name: "ix_access_code_unused",
                table: "access_code",
                columns: new[] { "workspace_id", "id" },
                filter: "use_count = 0 and state = 'Active'");

            migrationBuilder.CreateIndex(
                name: "ix_access_code_used",
                table: "access_code",
                columns: new[] { "workspace_id", "id" },
                filter: "use_count > 0");

            migrationBuilder.CreateIndex(
                name: "ix_account_normalized_email",
                table: "account",
                columns: new[] { "workspace_id", "normalized_email" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_account_person_id",
                table: "account",
                columns: new[] { "workspace_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_api_key_key_hash",
                table: "api_key",
                columns: new[] { "workspace_id", "key_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_subject_id_id",
                table: "audit_entry",
                columns: new[] { "workspace_id", "subject_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_tx",
                table: "audit_entry",
                columns: new[] { "workspace_id", "tx" });

            migrationBuilder.CreateIndex(
                name: "ix_code_batch_offering_id",
                table: "code_batch",
                columns: new[] { "workspace_id", "offering_id" });

            migrationBuilder.CreateIndex(
                name: "ix_code_batch_programme_id",
                table: "code_batch",
                columns: new[] { "workspace_id", "programme_id" });

            migrationBuilder.CreateIndex(
                name: "ix_idempotent_answer_created_at",
                table: "idempotent_answer",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_invite_link_token_hash",
                table: "invite_link",
                columns: new[] { "workspace_id", "token_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_status",
                table: "job",
                column: "status",
                filter: "status in ('Queued','Running')");

            migrationBuilder.CreateIndex(
                name: "ix_job_subject_id",
                table: "job",
                columns: new[] { "workspace_id", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "ix_offering_name",
                table: "offering",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_person_email",
                table: "person",
                columns: new[] { "workspace_id", "email" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_person_last_name_id",
                table: "person",
                columns: new[] { "workspace_id", "last_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_person_phone",
                table: "person",
                columns: new[] { "workspace_id", "phone" });

            migrationBuilder.CreateIndex(
                name: "ix_price_offering_id",
                table: "price",
                columns: new[] { "workspace_id", "offering_id" });

            migrationBuilder.CreateIndex(
                name: "ix_programme_name",
                table: "programme",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_redemption_batch_id_id",
                table: "redemption",
                columns: new[] { "workspace_id", "batch_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_redemption_code_id_person_id_round",
                table: "redemption",
                columns: new[] { "workspace_id", "code_id", "person_id", "round" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_redemption_person_id",
                table: "redemption",
                columns: new[] { "workspace_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_registration_offering_id_person_id",
                table: "registration",
                columns: new[] { "workspace_id", "offering_id", "person_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_registration_person_id",
                table: "registration",
                columns: new[] { "workspace_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_resource_offering_id_position",
                table: "resource",
                columns: new[] { "workspace_id", "offering_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_retired_text_code_id",
                table: "retired_text",
                columns: new[] { "workspace_id", "code_id" });

            migrationBuilder.CreateIndex(
                name: "ix_saved_view_account_id_list_name",
                table: "saved_view",
                columns: new[] { "workspace_id", "account_id", "list", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_workspace_slug",
                table: "workspace",
                column: "slug",
                unique: true);

            // Nulls sort last and keyset paging compares them: EF Core has no index over an expression.
            migrationBuilder.Sql("create index ix_access_code_valid_till on access_code (workspace_id, coalesce(valid_till, 9223372036854775807), id)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_scope");

            migrationBuilder.DropTable(
                name: "api_key");

            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "audit_seal");

            migrationBuilder.DropTable(
                name: "code_export");

            migrationBuilder.DropTable(
                name: "code_request");

            migrationBuilder.DropTable(
                name: "failure_count");

            migrationBuilder.DropTable(
                name: "idempotent_answer");

            migrationBuilder.DropTable(
                name: "installation_value");

            migrationBuilder.DropTable(
                name: "invite_link");

            migrationBuilder.DropTable(
                name: "job");

            migrationBuilder.DropTable(
                name: "name_sequence");

            migrationBuilder.DropTable(
                name: "passkey");

            migrationBuilder.DropTable(
                name: "programme_offering");

            migrationBuilder.DropTable(
                name: "registration");

            migrationBuilder.DropTable(
                name: "resource");

            migrationBuilder.DropTable(
                name: "retired_text");

            migrationBuilder.DropTable(
                name: "reversal");

            migrationBuilder.DropTable(
                name: "saved_view");

            migrationBuilder.DropTable(
                name: "redemption");

            migrationBuilder.DropTable(
                name: "account");

            migrationBuilder.DropTable(
                name: "access_code");

            migrationBuilder.DropTable(
                name: "person");

            migrationBuilder.DropTable(
                name: "code_batch");

            migrationBuilder.DropTable(
                name: "price");

            migrationBuilder.DropTable(
                name: "programme");

            migrationBuilder.DropTable(
                name: "offering");

            migrationBuilder.DropTable(
                name: "workspace");
        }
    }
}
