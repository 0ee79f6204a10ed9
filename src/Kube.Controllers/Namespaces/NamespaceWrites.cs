using Kube.Api.Errors;

namespace Kube.Controllers.Namespaces;

/// <summary>What those who keep something in every namespace have in common.</summary>
internal static class NamespaceWrites
{
    /// <summary>Whether a create was refused because the namespace is gone or going: then there is nothing to keep.</summary>
    public static bool MeansTheNamespaceGoes(Exception failure) =>
        failure is NotFoundException || (failure is ForbiddenException forbidden && forbidden.Causes.Any(static cause => cause.Reason == "NamespaceTerminating"));
}
