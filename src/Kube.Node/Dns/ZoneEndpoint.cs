using System.Net;
using Kube.Api.Models;

namespace Kube.Node.Dns;

/// <summary>An endpoint of a headless service.</summary>
/// <param name="Host">Its name within the service.</param>
/// <param name="Address">Its address.</param>
/// <param name="Ports">Its ports.</param>
internal sealed record ZoneEndpoint(string Host, IPAddress Address, IReadOnlyList<Discoveryv1EndpointPort> Ports);
