using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Ui;

/// <summary>
/// What every component of ours is: drawn once, when all that it awaits at its start is there. The framework draws a component at the first await that
/// does not end at once, and which one that is depends on the database and its load: by then a page may hold its list and not yet the count beside it.
/// </summary>
public abstract class DrawnWhenLoaded : ComponentBase
{
    private bool _begun;

    public override Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        if (!_begun)
        {
            _begun = true;
            OnInitialized();
            await OnInitializedAsync();
        }
        OnParametersSet();
        await OnParametersSetAsync();
        StateHasChanged();
    }
}
