namespace Latchstring.Server.Offerings;

/// <summary>Texts of offerings, bundles, prices, resources and registrations. The English sentence is the key.</summary>
public sealed class OfferingsText;
