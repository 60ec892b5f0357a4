//! The table from which a paginated operation is implemented.

/// Implements [`Paginated`](crate::paginate::Paginated) for an operation's input, and [`PageSized`](crate::paginate::PageSized) where
/// a page size is given.
///
/// After the type of the input is the name by which the table refers to the output. The entries are, in this order:
///
/// - for each input token its name in the model, the input's field, and the output's token that sets it for the next page;
/// - `items`, with the type of the collection and the place of it; without this entry the operation has
///   [no items](crate::paginate::NoItems);
/// - `page_size`, with the input's field;
/// - `token_values`, with the conversion of tokens that are not text;
/// - `more`, with the output's field that is true if there are more pages, so that the token of the last page is not one;
/// - `unchanged_token`, with the variant of [`UnchangedToken`](crate::paginate::UnchangedToken);
/// - `ready`, with the [`Waiter`](crate::waiter::Waiter) whose success state a first output without items and next token must have to be a
///   page.
///
/// A place is an expression that may return early with `?` where a structure is absent.
///
/// ```
/// # use tinsmith::service::{FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader};
/// # #[derive(Clone, Debug, Default)] struct ListNamesInput { next_token: Option<String>, max_results: Option<i32> }
/// # #[derive(Debug, Default)] struct ListNamesOutput { names: Vec<String>, paging: Option<Paging> }
/// # #[derive(Debug, Default)] struct Paging { next: String }
/// # impl FromResponse for ListNamesOutput { fn from_response(_: &mut ResponseReader<'_>) -> Self { Self::default() } }
/// # impl Operation for ListNamesInput {
/// #     type Output = ListNamesOutput;
/// #     const METADATA: &'static OperationMetadata = &OperationMetadata::DEFAULT;
/// #     fn write(&self, _: &mut RequestWriter<'_>) {}
/// # }
/// use tinsmith::paginate::Paginated;
///
/// tinsmith::paginated! { ListNamesInput(output) {
///     "nextToken": next_token = output.paging.as_mut()?.next,
///     items: Vec<String> = output.names,
///     page_size: max_results,
/// } }
///
/// let mut output = ListNamesOutput { names: vec!["ann".to_owned()], paging: Some(Paging { next: "2".to_owned() }) };
/// assert_eq!(ListNamesInput::items(&mut output).unwrap().len(), 1);
/// assert_eq!(ListNamesInput::output_token(&mut output, "nextToken").unwrap().get().as_deref(), Some("2"));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! paginated {
    ($input:ident($output:ident) {
        $($name:literal: $token:ident = $next:expr),+
        $(, items: $items:ty = $place:expr)?
        $(, page_size: $page_size:ident)?
        $(, token_values: $token_values:ident)?
        $(, more: $more:ident)?
        $(, unchanged_token: $unchanged_token:ident)?
        $(, ready: $waiter:ty)?
        $(,)?
    }) => {
        impl $crate::paginate::Paginated for $input {
            type Items = $crate::paginated_items!($($items)?);

            const INPUT_TOKENS: &'static [&'static str] = &[$($name),+];

            $(
                const TOKEN_VALUES: ::std::option::Option<&'static $crate::paginate::TokenValues> =
                    ::std::option::Option::Some(&$crate::paginate::$token_values);
            )?

            $(
                const UNCHANGED_TOKEN: $crate::paginate::UnchangedToken =
                    $crate::paginate::UnchangedToken::$unchanged_token;
            )?

            #[inline]
            fn input_token(&mut self, name: &str) -> ::std::option::Option<&mut dyn $crate::paginate::Token> {
                match name {
                    $($name => ::std::option::Option::Some(&mut self.$token),)+
                    _ => ::std::option::Option::None,
                }
            }

            #[inline]
            fn output_token<'o>(
                $output: &'o mut <Self as $crate::service::Operation>::Output,
                name: &str,
            ) -> ::std::option::Option<&'o mut dyn $crate::paginate::Token> {
                match name {
                    $($name => ::std::option::Option::Some(&mut $next),)+
                    _ => ::std::option::Option::None,
                }
            }

            #[inline]
            fn items(
                $output: &mut <Self as $crate::service::Operation>::Output,
            ) -> ::std::option::Option<&mut Self::Items> {
                $crate::paginated_items!(in $output $($place)?)
            }

            $(
                #[inline]
                fn has_more($output: &<Self as $crate::service::Operation>::Output) -> bool {
                    ::std::option::Option::from($output.$more) == ::std::option::Option::Some(true)
                }

                #[inline]
                fn set_more($output: &mut <Self as $crate::service::Operation>::Output, more: bool) {
                    $output.$more = ::std::convert::From::from(more);
                }
            )?

            $(
                #[inline]
                fn not_ready(
                    &self,
                    result: &::std::result::Result<<Self as $crate::service::Operation>::Output, $crate::Error>,
                ) -> ::std::option::Option<::std::string::String> {
                    $crate::waiter::describe_not_ready::<$waiter>(self, result)
                }
            )?
        }

        $(
            impl $crate::paginate::PageSized for $input {
                #[inline]
                fn set_page_size(&mut self, page_size: $crate::paginate::PageSize) -> bool {
                    let member = $crate::paginate::PageSizeMember::from_page_size(page_size);
                    let fits = ::std::option::Option::is_some(&member);
                    if fits {
                        self.$page_size = member;
                    }
                    fits
                }
            }
        )?
    };
}

/// The items of `paginated!`: their type, or their place in the output.
#[doc(hidden)]
#[macro_export]
macro_rules! paginated_items {
    () => {
        $crate::paginate::NoItems
    };
    ($items:ty) => {
        $items
    };
    (in $output:ident) => {{
        let _ = $output;
        ::std::option::Option::None
    }};
    (in $output:ident $place:expr) => {
        ::std::option::Option::Some(&mut $place)
    };
}
