using Kube.Node.Errors;

namespace Kube.Node.Identity;

/// <summary>The cluster says that a certificate will not be issued.</summary>
internal sealed class CertificateRefusedException(string request, string why) : NodeException($"certificate signing request {request} {why}");
