using System.Data.Common;

namespace Latchstring.Data;

/// <summary>The columns of the row a reader stands on, by position.</summary>
public readonly struct Row(Db db, DbDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public Guid Guid(int column) => db.ReadGuid(reader, column);

    public Guid? GuidOrNull(int column) => reader.IsDBNull(column) ? null : db.ReadGuid(reader, column);

    public DateTimeOffset Time(int column) => db.ReadTime(reader, column);

    public DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : db.ReadTime(reader, column);

    public int Int(int column) => reader.GetInt32(column);

    public int? IntOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    public long Long(int column) => Convert.ToInt64(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    public long? LongOrNull(int column) => reader.IsDBNull(column) ? null : Long(column);

    public bool Bool(int column) => Convert.ToBoolean(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    public TimeOnly Clock(int column) => reader.GetFieldValue<TimeOnly>(column);

    public DateOnly? DayOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateOnly>(column);

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public byte[]? BytesOrNull(int column) => reader.IsDBNull(column) ? null : (byte[])reader.GetValue(column);

    public T Enum<T>(int column) where T : struct, Enum => System.Enum.Parse<T>(reader.GetString(column));
}
