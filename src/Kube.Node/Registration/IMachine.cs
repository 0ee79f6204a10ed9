namespace Kube.Node.Registration;

/// <summary>The machine that the node is.</summary>
internal interface IMachine
{
    MachineInfo Read();
}
