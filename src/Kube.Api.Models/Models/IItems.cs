namespace Kube.Api.Models;

/// <summary>A list of objects; never null.</summary>
/// <typeparam name="T">The items' class.</typeparam>
public interface IItems<T>
{
    /// <summary>The items; owned by the list.</summary>
    List<T> Items { get; set; }
}
