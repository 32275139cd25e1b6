namespace Latchstring;

/// <summary>An amount in minor units (cents) of an ISO 4217 currency. 1250 EUR is twelve euros fifty.</summary>
[method: System.Text.Json.Serialization.JsonConstructor]
public readonly record struct Money(long Amount, string Currency)
{
    /// <summary>Digits after the point: 2 for most, 0 for yen and won, 3 for dinars.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Digits => Currency switch { "JPY" or "KRW" or "CLP" or "ISK" or "VND" or "UGX" or "XAF" or "XOF" or "XPF" => 0, "BHD" or "KWD" or "OMR" or "JOD" or "TND" => 3, _ => 2 };

    [System.Text.Json.Serialization.JsonIgnore]
    public decimal Major => Amount / (decimal)Math.Pow(10, Digits);

    public static bool IsCurrency(string? text) => text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);
}
