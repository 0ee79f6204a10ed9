using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Conversion;

/// <summary>Converts custom resources where only somebody outside knows how.</summary>
internal interface IObjectConverter
{
    /// <summary>Converts objects to a version.</summary>
    /// <param name="objects">At least one; all of one other version.</param>
    /// <param name="apiVersion">The version wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The objects in their order.</returns>
    /// <exception cref="Errors.UnclassifiedException">They could not be converted; in upstream's words.</exception>
    ValueTask<IReadOnlyList<TreeObject>> ConvertAsync(IReadOnlyList<TreeObject> objects, string apiVersion, CancellationToken cancellationToken);
}
