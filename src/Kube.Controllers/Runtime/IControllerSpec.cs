namespace Kube.Controllers.Runtime;

/// <summary>A controller that is registered.</summary>
internal interface IControllerSpec
{
    string Name { get; }

    /// <summary>Makes it, for one term.</summary>
    IRunningController Make(ControllerTerm term);
}
