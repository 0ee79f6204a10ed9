using Kube.Api.Client;

namespace Kube.Node.Identity;

/// <summary>Who asks for a certificate.</summary>
/// <param name="isFirst">The node has none that is valid: somebody else has to ask for it.</param>
internal delegate IKubeClient CertificateRequester(bool isFirst);
