using Kube.Api.Authentication.Certificates;

namespace Kube.Controllers.Certificates;

/// <summary>What the cluster's own signers sign: decides from what is asked.</summary>
internal static class RequestRules
{
    public const string ClientSigner = "kubernetes.io/kube-apiserver-client";
    public const string NodeClientSigner = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string NodeServingSigner = "kubernetes.io/kubelet-serving";
    public const string LegacySigner = "kubernetes.io/legacy-unknown";

    private const string NodesGroup = "system:nodes";
    private const string NodePrefix = "system:node:";

    private static readonly string[] s_client = ["client auth", "digital signature", "key encipherment"];
    private static readonly string[] s_serving = ["digital signature", "key encipherment", "server auth"];

    /// <summary>Whether the cluster's authority signs for a signer of this name.</summary>
    public static bool IsOurs(string? signer) => signer is ClientSigner or NodeClientSigner or NodeServingSigner or LegacySigner;

    /// <summary>Why a request is not one for its signer; null when it is.</summary>
    public static string? FindProblem(string? signer, SigningRequest request, IReadOnlyCollection<string> usages) => signer switch
    {
        ClientSigner => FindClientProblem(usages),
        NodeClientSigner => FindNodeClientProblem(request, usages),
        NodeServingSigner => FindNodeServingProblem(request, usages),
        _ => null,
    };

    /// <summary>Whether a request is for a node agent's client certificate.</summary>
    public static bool IsNodeClient(string? signer, SigningRequest request, IReadOnlyCollection<string> usages) =>
        signer == NodeClientSigner && FindNodeClientProblem(request, usages) is null;

    private static string? FindClientProblem(IReadOnlyCollection<string> usages)
    {
        if (usages.FirstOrDefault(static usage => !s_client.Contains(usage)) is { } other) return $"invalid usage for client certificate: {other}";
        return usages.Contains("client auth") ? null : "missing required usage for client certificate: client auth";
    }

    private static string? FindNodeClientProblem(SigningRequest request, IReadOnlyCollection<string> usages)
    {
        if (!IsOfNodes(request)) return "subject organization is not system:nodes";
        if (!request.DnsNames.IsEmpty) return "DNS subjectAltNames are not allowed";
        if (!request.EmailAddresses.IsEmpty) return "Email subjectAltNames are not allowed";
        if (!request.Addresses.IsEmpty) return "IP subjectAltNames are not allowed";
        if (!request.Uris.IsEmpty) return "URI subjectAltNames are not allowed";
        if (!IsNamedAsNode(request)) return "subject common name does not begin with system:node:";
        return AreThese(usages, s_client) ? null : $"usages did not match [{string.Join(' ', s_client)}]";
    }

    private static string? FindNodeServingProblem(SigningRequest request, IReadOnlyCollection<string> usages)
    {
        if (!IsOfNodes(request)) return "subject organization is not system:nodes";
        if (request.DnsNames.IsEmpty && request.Addresses.IsEmpty) return "DNS or IP subjectAltName is required";
        if (!request.EmailAddresses.IsEmpty) return "Email subjectAltNames are not allowed";
        if (!request.Uris.IsEmpty) return "URI subjectAltNames are not allowed";
        if (!AreThese(usages, s_serving)) return $"usages did not match [{string.Join(' ', s_serving)}]";
        return IsNamedAsNode(request) ? null : "subject common name does not begin with system:node:";
    }

    private static bool IsOfNodes(SigningRequest request) => request.Organizations is [NodesGroup];

    private static bool IsNamedAsNode(SigningRequest request) => request.CommonName.StartsWith(NodePrefix, StringComparison.Ordinal);

    // Keys that are not RSA are not asked to encipher keys.
    private static bool AreThese(IReadOnlyCollection<string> usages, string[] wanted)
    {
        var asked = usages.ToHashSet(StringComparer.Ordinal);
        return asked.SetEquals(wanted) || asked.SetEquals(wanted.Where(static usage => usage != "key encipherment"));
    }
}
