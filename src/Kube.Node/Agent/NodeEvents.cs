using Kube.Api.Client.Events;
using Kube.Api.Models;

namespace Kube.Node.Agent;

/// <summary>Records events as the kubelet of a node.</summary>
internal sealed class NodeEvents(IEventRecorder recorder, string nodeName) : INodeEvents
{
    public void Record(V1ObjectReference about, string type, string reason, string message) => recorder.Record(new(about, type, reason, message));

    /// <summary>About the node itself, whose uid in events is its name, as upstream has it.</summary>
    public void Node(string type, string reason, string message) => Record(new() { Kind = "Node", Name = nodeName, Uid = nodeName }, type, reason, message);
}
