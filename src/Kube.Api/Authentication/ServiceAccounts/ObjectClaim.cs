namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>An object that a token speaks of.</summary>
internal sealed record ObjectClaim(string Name, string Uid);
