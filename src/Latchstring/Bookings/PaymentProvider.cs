namespace Latchstring.Bookings;

/// <param name="What">What it is for, as the person knows it.</param>
/// <param name="ReturnUrl">Where the person comes back to, whatever became of it.</param>
public sealed record PaymentRequest(Guid Id, Money Amount, string What, string? Email, string ReturnUrl, DateTimeOffset ExpiresAt);

/// <summary>Where somebody pays.</summary>
/// <param name="Reference">The provider's own name for it.</param>
public sealed record Checkout(string Reference, string Url);

/// <summary>Somebody who takes payments at once. Without one, everything goes on the invoice.</summary>
public interface IPaymentProvider
{
    bool Configured { get; }

    /// <summary>Stands on the payment.</summary>
    string Name { get; }

    /// <summary>Null = it could not be reached, or refused; asking again with the same id makes no second one.</summary>
    Task<Checkout?> StartAsync(PaymentRequest request, CancellationToken cancellationToken);

    /// <summary>One that was started before and can still be paid.</summary>
    Task<Checkout?> FindAsync(string reference, CancellationToken cancellationToken);
}
