using Kube.Api.Models;

namespace Kube.Node.Agent;

/// <summary>Where the agent tells people what it does. Never waits.</summary>
internal interface INodeEvents
{
    void Record(V1ObjectReference about, string type, string reason, string message);
}
